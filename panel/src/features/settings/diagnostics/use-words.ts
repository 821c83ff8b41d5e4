import { useQuery } from '@tanstack/react-query'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { type DiagnosticsWords, words as english } from './words/en.ts'

/** Null while those of another language are on their way. */
export function useWords(): DiagnosticsWords | null {
  const { language } = useI18n()
  const { data, error } = useQuery({
    queryKey: ['diagnostics-words', language],
    queryFn: async () => (language === 'en' ? english : (await import('./words/es.ts')).words),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return language === 'en' || error ? english : (data ?? null)
}
