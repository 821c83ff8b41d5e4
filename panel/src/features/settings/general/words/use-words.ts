import { useI18n } from '../../../../i18n/use-i18n.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import type { GeneralWords } from './words.ts'

const WORDS = { en, es }

export const useWords = (): GeneralWords => WORDS[useI18n().language]
