import { ensurePanel } from '../../scripts/build-panel.ts'

/** Playwright's global setup: the panel as its sources are now. */
export default ensurePanel
