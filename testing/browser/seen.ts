import type { Page } from '@playwright/test'

/**
 * Notes every text that an element shows from now on, and reads the notes: what is there for a moment only is not
 * missed on a busy machine.
 */
export async function noteTexts(page: Page, selector: string): Promise<() => Promise<string[]>> {
  await page.evaluate((wanted) => {
    const texts = new Set<string>()
    const look = () => {
      const text = document.querySelector(wanted)?.textContent
      if (text) texts.add(text)
    }
    look()
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
    Object.assign(window, { notedTexts: texts })
  }, selector)
  return () => page.evaluate(() => [...(window as unknown as { notedTexts: Set<string> }).notedTexts])
}
