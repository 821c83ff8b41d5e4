import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, runnerImport } from 'vite'

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** Beside the panel's own code, so that the browser reads and compiles the two at the same time. */
const REACT = { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\//, priority: 1 }

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

/**
 * Assets are addressed relatively, so that one build works under any `BASE_PATH` and from any static host.
 * Nothing is inlined: the Content-Security-Policy allows neither inline scripts nor `data:` fonts.
 */
export default defineConfig({
  base: './',
  plugins: [evaluated, react(), tailwindcss()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { output: { codeSplitting: { groups: [REACT, firstLoadGroup()] } } },
  },
  server: { port: 5173, strictPort: true },
})
