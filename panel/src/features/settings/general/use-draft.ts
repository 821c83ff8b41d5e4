import type { SettingsView, SettingView } from '@acestream-orchestrator/contract/settings'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { faultOf, RequestFault } from '../../../connection/http/fault.ts'
import { type Changes, fetchSettings, previewSettings, saveSettings } from './api.ts'
import { faultIn, isChanged } from './check.ts'
import { useWords } from './words/use-words.ts'

const KEY = ['settings']

/** The settings as the server has them. */
export const useSettingsView = () => useQuery({ queryKey: KEY, queryFn: fetchSettings, retry: false })

/** What was typed and is not saved yet, what is wrong with it, and what saving it would do. */
export function useDraft(view: SettingsView | undefined) {
  const words = useWords()
  const client = useQueryClient()
  const [drafts, setDrafts] = useState<Changes>({})
  const [state, setState] = useState<'editing' | 'saved' | 'changed_elsewhere'>('editing')
  const known = new Map(view?.settings.map((setting) => [setting.name, setting]))
  const changes: Changes = Object.fromEntries(
    Object.entries(drafts).filter(([name, text]) => {
      const setting = known.get(name)
      return setting !== undefined && isChanged(text, setting)
    }),
  )
  const count = Object.keys(changes).length
  const own = new Map(
    Object.entries(changes).flatMap(([name, text]) => {
      const fault = text === null ? null : faultIn(text, known.get(name) as SettingView, words)
      return fault === null ? [] : [[name, fault] as const]
    }),
  )
  const preview = useQuery({
    queryKey: ['settings-preview', view?.revision, changes],
    queryFn: ({ signal }) => previewSettings(changes, signal),
    enabled: count > 0 && own.size === 0,
    retry: false,
  })

  const change = useCallback((name: string, text: string | null | undefined) => {
    setState('editing')
    setDrafts(({ [name]: _, ...others }) => (text === undefined ? others : { ...others, [name]: text }))
  }, [])

  const revision = view?.revision ?? 0
  const { refetch } = preview
  const save = useAction(
    useCallback(async () => {
      try {
        client.setQueryData(KEY, await saveSettings(revision, changes))
        setDrafts({})
        setState('saved')
      } catch (error) {
        const status = error instanceof RequestFault ? faultOf(error).status : null
        if (status === 422) await refetch() // what holds has changed meanwhile: each fault goes to its field
        if (status !== 409) throw error
        await client.invalidateQueries({ queryKey: KEY })
        setState('changed_elsewhere')
      }
    }, [client, revision, changes, refetch]),
  )
  return { drafts, count, own, preview, state, change, save, discard: () => setDrafts({}) }
}

export type Draft = ReturnType<typeof useDraft>
