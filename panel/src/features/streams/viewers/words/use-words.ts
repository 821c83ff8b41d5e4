import { useQuery } from '@tanstack/react-query'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { words as english, type ViewersWords } from './en.ts'

/** Null while those of another language are on their way. */
export function useWords(): ViewersWords | null {
  const { language } = useI18n()
  const { data, error } = useQuery({
    queryKey: ['viewers-words', language],
    queryFn: async () => (language === 'en' ? english : (await import('./es.ts')).words),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return language === 'en' || error ? english : (data ?? null)
}
