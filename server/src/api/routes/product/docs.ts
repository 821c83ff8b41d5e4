import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DomainError } from '../../../lib/errors.ts'
import type { OpenApi } from '../../http/openapi.ts'
import type { App } from '../../http/typed.ts'
import { type Assets, loadAssets, textAsset } from '../../send/assets.ts'
import { askedPath, redirectTo, sendAsset } from '../../send/send-asset.ts'

/** Swagger UI sets styles from its script, and its pictures are `data:` addresses. */
const CONTENT_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; " +
  "base-uri 'none'; form-action 'none'"

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Acestream Orchestrator: API</title>
<link rel="icon" href="favicon-32x32.png">
<link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="show.js"></script>
</body>
</html>
`

const SCRIPT = `SwaggerUIBundle({ url: '../openapi.json', dom_id: '#api', deepLinking: true })
`

/** The description itself, and a page that shows it, all from our own files. */
export function docsRoutes(app: App, openApi: OpenApi): void {
  const hidden = { schema: { hide: true } }
  let loading: Promise<Assets> | undefined
  const assets = () => {
    loading ??= loadPage()
    return loading
  }

  app.get('/openapi.json', hidden, async () => openApi.document())
  app.get('/docs', hidden, async (request, reply) =>
    askedPath(request).endsWith('/')
      ? sendAsset(textAsset('index.html', PAGE), CONTENT_POLICY, [], request, reply)
      : redirectTo(reply, 'docs'),
  )
  app.get<{ Params: { '*': string } }>('/docs/*', hidden, async (request, reply) => {
    const asset = (await assets()).get(request.params['*'])
    if (!asset) throw new DomainError('not_found', { code: 'path_not_found' })
    return sendAsset(asset, CONTENT_POLICY, [], request, reply)
  })
}

/** Swagger UI's own files as its package brings them, and the line that starts it. */
async function loadPage(): Promise<Assets> {
  const main = createRequire(import.meta.url).resolve('@fastify/swagger-ui')
  const directory = join(dirname(main), 'static')
  return new Map([...(await loadAssets(directory)), ['show.js', textAsset('show.js', SCRIPT)]])
}
