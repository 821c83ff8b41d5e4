import { useQuery } from '@tanstack/react-query'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { type ConnectWords, words as english } from './en.ts'

/** Null while those of another language are on their way. */
export function useWords(): ConnectWords | null {
  const { language } = useI18n()
  const { data, error } = useQuery({
    queryKey: ['connect-words', language],
    queryFn: async () => (language === 'en' ? english : (await import('./es.ts')).words),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return language === 'en' || error ? english : (data ?? null)
}
