/** A member of an interface as it is written: `name: type`, with the comment above it. */
export interface Member {
  readonly name: string
  readonly type: string
  readonly doc: string
}

export interface Interface {
  readonly name: string
  readonly extended: readonly string[]
  readonly members: readonly Member[]
}

const HEAD = /(?:^|\n)(?:export )?interface (\w+)(?:\s+extends\s+([^{]+?))?\s*\{/g

/** The interfaces of a TypeScript file that is formatted as in this repository: plain members and object types only. */
export function interfacesIn(source: string): readonly Interface[] {
  return [...source.matchAll(HEAD)].map((head) => {
    const begin = head.index + head[0].length
    return {
      name: head[1] ?? '',
      extended: head[2]?.split(',').map((name) => name.trim()) ?? [],
      members: membersOf(source.slice(begin, closingOf(source, begin))),
    }
  })
}

/** Members of an interface's or object type's inside. */
export function membersOf(body: string): readonly Member[] {
  const members: Member[] = []
  let left = body
  for (;;) {
    const head = /^[\s;]*(?:\/\*\*([\s\S]*?)\*\/\s*)?(?:readonly )?(?:'([^']+)'|(\w+))\??:\s*/.exec(left)
    if (!head) return members
    const end = endOfType(left, head[0].length)
    members.push({
      name: head[2] ?? head[3] ?? '',
      type: left.slice(head[0].length, end).replace(/\s+/g, ' ').trim(),
      doc: (head[1] ?? '')
        .replace(/\n\s*\*/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    })
    left = left.slice(end)
  }
}

/** A type ends with its line, or at a semicolon, outside of brackets and after no operator. */
function endOfType(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const letter = text[at] ?? ''
    if ('{[(<'.includes(letter)) depth++
    else if ('}])>'.includes(letter)) depth--
    else if (depth === 0 && letter === ';') return at
    else if (depth === 0 && letter === '\n' && !/^\s*[|&]/.test(text.slice(at)) && at > from) return at
  }
  return text.length
}

function closingOf(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}
