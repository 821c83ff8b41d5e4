// i18n/: every word of the panel, one folder per language, and the formats of numbers and times.

import { settings } from '../platform/app-settings.ts'
import { LANGUAGES, type Language } from '../platform/settings.ts'
import { createStore, useStore } from '../platform/store.ts'
import { type Catalogue, en } from './en/en.ts'
import { createFormats, type Formats } from './format.ts'
import { incidentIn, messageIn, type Say, sayIn, type Worded, type Wording } from './say.ts'

export interface I18n {
  /** For parts that bring words of their own. */
  readonly language: Language
  readonly t: Catalogue
  readonly f: Formats
  readonly say: Say
  readonly messageOf: (entry: Worded) => string
  /** What is wrong, in words. */
  readonly incidentOf: ReturnType<typeof incidentIn>
}

/** How the reader writes numbers and dates in this language: as in their own country, if they speak it there. */
const localeOf = (language: Language): string =>
  navigator.languages.find((tag) => tag.startsWith(language)) ?? language

/** English travels with the page; another language is fetched when it is the one to show. */
const current = createStore(i18nOf('en', en, null))
let shown: Language = 'en'

const wantedLanguage = (): Language =>
  settings.get().language ??
  navigator.languages.map((tag) => LANGUAGES.find((known) => tag.startsWith(known))).find(Boolean) ??
  'en'

function i18nOf(language: Language, t: Catalogue, wording: Wording | null): I18n {
  return {
    language,
    t,
    f: createFormats(localeOf(language)),
    say: sayIn(wording),
    messageOf: messageIn(wording),
    incidentOf: incidentIn(wording),
  }
}

async function fetched(language: Language): Promise<I18n> {
  if (language === 'en') return i18nOf(language, en, null)
  const { es, esWording } = await import('./es/es.ts')
  return i18nOf(language, es, esWording)
}

/** Shows the wanted language, fetching it first if need be; where that fails the present one stays. */
export async function applyLanguage(): Promise<void> {
  const language = wantedLanguage()
  if (language === shown) return
  const next = await fetched(language)
  // Another one may have been chosen while this one was on its way.
  if (language !== wantedLanguage()) return
  shown = language
  document.documentElement.lang = language
  current.set(next)
}

export const useI18n = (): I18n => useStore(current)

/** For words outside of components (title, notifications). */
export const i18n = current.get
