import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin, runnerImport } from 'vite'

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/**
 * Written for React, run by Preact: an eighth of the script that React is. JSX is compiled for it directly, everything
 * else reaches it by these names.
 */
const PREACT = [
  { find: /^react$/, replacement: 'preact/compat' },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
]

/**
 * One file for everything else the first page needs. Left alone, the bundler cuts it into some forty pieces along the lines
 * of what dialogs and later pages share with it: forty requests before the first key figure.
 */
function firstLoadGroup() {
  let firstLoad: Set<string> | undefined
  const reach = (graph: ModuleGraph, entry: string): Set<string> => {
    const reached = new Set([entry])
    for (const id of reached) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(next)
    return reached
  }
  const entry = new URL('./src/app/main.tsx', import.meta.url).pathname
  return {
    name: (id: string, graph: ModuleGraph): string | null => {
      firstLoad ??= reach(graph, entry)
      return firstLoad.has(id) ? 'panel' : null
    },
  }
}

/** Modules called `shapes.ts` are evaluated here: the browser gets the tables they export, not what makes them. */
const evaluated: Plugin = {
  name: 'evaluated-shapes',
  async load(id) {
    if (!id.endsWith('/shapes.ts')) return null
    const { module, dependencies } = await runnerImport<Record<string, unknown>>(id)
    for (const file of dependencies) this.addWatchFile(file)
    return Object.entries(module)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
      .join('\n')
  },
}

const OUR_ICON = new URL('./src/components/create-icon.tsx', import.meta.url).pathname

/** Lucide's drawings, put into the page by a factory of ours. */
const leanIcons: Plugin = {
  name: 'lean-icons',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/createLucideIcon.mjs') ? OUR_ICON : null),
}

/**
 * Assets are addressed relatively, so that one build works under any `BASE_PATH` and from any static host.
 * Nothing is inlined: the Content-Security-Policy allows neither inline scripts nor `data:` fonts.
 */
export default defineConfig({
  base: './',
  resolve: { alias: PREACT },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [evaluated, leanIcons, tailwindcss()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: { codeSplitting: { groups: [firstLoadGroup()] } },
      // Libraries mark files for servers that render React; here nothing follows from it.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { port: 5173, strictPort: true },
})
