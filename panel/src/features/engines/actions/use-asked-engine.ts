import { useState } from 'react'
import { useEngines } from '../../../fleet/live-store.ts'
import type { Engine } from '../../../fleet/model.ts'
import { engineName } from '../../../fleet/names.ts'

/** The engine that a question is about. It may go while the question is open, and keeps its name. */
export function useAskedEngine(id: string): {
  readonly engine: Engine | undefined
  readonly name: string
  readonly isGone: boolean
} {
  const engines = useEngines()
  const engine = engines?.find(({ container_id }) => container_id === id)
  const [atFirst] = useState(engine)
  const name = engineName(engine ?? atFirst ?? { container_id: id, container_name: null })
  return { engine, name, isGone: engines !== null && engine === undefined }
}
