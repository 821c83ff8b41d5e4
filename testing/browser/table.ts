import { expect, type Locator } from '@playwright/test'

/** The cell of a row under the column of this name. */
async function cellOf(row: Locator, column: string): Promise<Locator> {
  await expect(row).toBeVisible()
  const names = await row.locator('xpath=ancestor::table').getByRole('columnheader').allTextContents()
  expect(names, 'the columns of the table').toContain(column)
  return row.locator('td').nth(names.indexOf(column))
}

/** A row says this under each of these columns, to those who see it. */
export async function expectCells(
  row: Locator,
  cells: Readonly<Record<string, string | RegExp>>,
): Promise<void> {
  for (const [column, text] of Object.entries(cells))
    await expect(await cellOf(row, column), column).toHaveText(text, { useInnerText: true })
}
