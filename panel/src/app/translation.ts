/**
 * Lets the browser translate the page. Translators put a `<font>` in the place of each text, and move elements into it;
 * React goes on changing the texts it made, which are no longer in the page, and throws where it removes one or inserts
 * before it (https://github.com/facebook/react/issues/11538). So what stands for a text is remembered: a removal takes
 * that away, an insertion goes before it, and a text that changes comes back in its place, to be translated again.
 */
const standIns = new WeakMap<Node, Element>()

const changes = new MutationObserver((records) => {
  for (const { target } of records) {
    const standIn = standIns.get(target)
    standIns.delete(target)
    if (standIn?.isConnected) standIn.replaceWith(target)
  }
})

const isFont = (node: Node | null | undefined): node is Element => node?.nodeName === 'FONT'

function noticeSwaps(records: readonly MutationRecord[]): void {
  for (const { addedNodes, removedNodes, previousSibling } of records) {
    const font = [...addedNodes].find(isFont) ?? (isFont(previousSibling) ? previousSibling : undefined)
    if (font === undefined) continue
    for (const node of removedNodes) {
      if (node.nodeType !== Node.TEXT_NODE || node.isConnected) continue
      standIns.set(node, font)
      changes.observe(node, { characterData: true })
    }
  }
}

/** The child of `parent` that is `node`, replaces it, or now contains it. */
function inPlaceOf(parent: Node, node: Node): Node | null {
  let place: Node | null = standIns.get(node) ?? node
  while (place !== null && place.parentNode !== parent) place = place.parentNode
  return place
}

export function allowTranslation(): void {
  const { removeChild, insertBefore } = Node.prototype
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    if (child.parentNode === this) return removeChild.call(this, child) as T
    const shown = standIns.get(child) ?? child
    standIns.delete(child)
    shown.parentNode?.removeChild(shown)
    return child
  }
  Node.prototype.insertBefore = function <T extends Node>(this: Node, added: T, before: Node | null): T {
    return insertBefore.call(this, added, before === null ? null : inPlaceOf(this, before)) as T
  }
  new MutationObserver(noticeSwaps).observe(document.documentElement, { childList: true, subtree: true })
}
