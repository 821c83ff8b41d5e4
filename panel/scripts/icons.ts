/**
 * Draws the panel's icons: `node panel/scripts/icons.ts`. One mark (three engines round one stream) in SVG,
 * its PNG sizes made by the system's Chromium, and a favicon per overall state that differs in shape as well as colour.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const OUT = fileURLToPath(new URL('../public/icons/', import.meta.url))

const arc = (from: number, to: number, radius: number): string => {
  const at = (degrees: number) => {
    const angle = ((degrees - 90) * Math.PI) / 180
    return `${(32 + radius * Math.cos(angle)).toFixed(2)} ${(32 + radius * Math.sin(angle)).toFixed(2)}`
  }
  return `M${at(from)}A${radius} ${radius} 0 0 1 ${at(to)}`
}

const ring = [16, 136, 256].map((start) => arc(start, start + 88, 20)).join('')
const play =
  'M27.5 23.2v17.6a1.6 1.6 0 0 0 2.44 1.36l14.1-8.8a1.6 1.6 0 0 0 0-2.72l-14.1-8.8a1.6 1.6 0 0 0-2.44 1.36z'

const drawing = (color: string) =>
  `<path d="${ring}" fill="none" stroke="${color}" stroke-width="5" stroke-linecap="round"/>` +
  `<path d="${play}" fill="${color}" transform="translate(-1.6 0)"/>`

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${inside}</svg>\n`

const tile = (radius: number) =>
  `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#8f8bff"/><stop offset="1" stop-color="#5b54d6"/></linearGradient></defs>` +
  `<rect width="64" height="64" rx="${radius}" fill="url(#g)"/>`

const BADGES: Record<string, string> = {
  none: '',
  good: '<circle cx="51" cy="51" r="12" fill="#22b365" stroke="#fff" stroke-width="3"/>',
  warn: '<path d="M51 37l14 25H37z" fill="#f2b84b" stroke="#5a3a00" stroke-width="2.5" stroke-linejoin="round"/>',
  bad: '<rect x="39" y="39" width="24" height="24" rx="3" fill="#e5372c" stroke="#fff" stroke-width="3"/>',
}

async function drawPng(source: string, size: number, name: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const image = `data:image/svg+xml;base64,${Buffer.from(source).toString('base64')}`
  await page.setContent(
    `<body style="margin:0;background:transparent"><img src="${image}" width="${size}" height="${size}" style="display:block"></body>`,
  )
  await page.screenshot({ path: `${OUT}${name}`, omitBackground: true })
  await browser.close()
}

await mkdir(OUT, { recursive: true })
const mark = svg(tile(15) + drawing('#fff'))
await writeFile(`${OUT}mark.svg`, mark)
for (const [state, badge] of Object.entries(BADGES)) {
  await writeFile(`${OUT}state-${state}.svg`, svg(tile(15) + drawing('#fff') + badge))
}
const maskable = svg(`${tile(0)}<g transform="translate(9.6 9.6) scale(.7)">${drawing('#fff')}</g>`)
await drawPng(mark, 192, 'icon-192.png')
await drawPng(mark, 512, 'icon-512.png')
await drawPng(svg(tile(0) + drawing('#fff')), 180, 'icon-180.png')
await drawPng(maskable, 512, 'icon-maskable-512.png')
