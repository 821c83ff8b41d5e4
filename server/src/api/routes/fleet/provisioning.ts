import {
  GcAnswer,
  ImageCheck,
  ImageUpdate,
  ProvisionAnswer,
  ProvisionBody,
  ProvisionEngineAnswer,
  ProvisionEngineBody,
  ScaleAnswer,
  ScalePreview,
} from '@acestream-orchestrator/contract/provisioning'
import { Type } from 'typebox'
import type { Engine } from '../../../engines/engine.ts'
import type { ImageReport, ImageUpdateState, ScalePlan } from '../../../provisioning/service.ts'
import { sentenceOf, sentenceOrNull } from '../../../wording/sentence.ts'
import { type ApiContext, callerSignal } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import type { Meters } from '../../metrics/meters.ts'
import { answers } from '../shapes.ts'

const key = { access: 'key' } as const

export function provisioningRoutes(app: App, context: ApiContext, meters: Meters): void {
  containerRoute(app, context, meters)
  engineRoute(app, context, meters)
  scaleRoutes(app, context)
  imageRoute(app, context)
  imageUpdateRoutes(app, context)
  garbageRoute(app, context)
}

function containerRoute(app: App, { provisioning, stopping }: ApiContext, meters: Meters): void {
  app.post(
    '/provision',
    {
      config: key,
      schema: {
        summary: 'Starts a container that is no engine',
        refusals: [409],
        body: ProvisionBody,
        response: answers(ProvisionAnswer),
      },
    },
    async ({ body }, reply) => {
      const request = {
        image: body.image || null,
        env: body.env ?? {},
        labels: body.labels ?? {},
        ports: body.ports ?? {},
        namePrefix: body.name_prefix ?? 'svc',
      }
      const { id, name } = await meters.provisioned('generic', () =>
        provisioning.container(request, callerSignal(reply, stopping)),
      )
      return { container_id: id, container_name: name }
    },
  )
}

function engineRoute(app: App, { provisioning, stopping }: ApiContext, meters: Meters): void {
  app.post(
    '/provision/acestream',
    {
      config: key,
      schema: {
        summary: 'Hands out an engine that answers: idle, starting or new',
        refusals: [409],
        body: ProvisionEngineBody,
        response: answers(ProvisionEngineAnswer),
      },
    },
    async ({ body }, reply) => {
      const request = {
        image: body.image || null,
        labels: body.labels ?? {},
        env: body.env ?? {},
        hostPort: body.host_port ?? null,
      }
      const engine = await meters.provisioned('acestream', () =>
        provisioning.engine(request, callerSignal(reply, stopping)),
      )
      return handedOut(engine)
    },
  )
}

function scaleRoutes(app: App, { provisioning }: ApiContext): void {
  app.post(
    '/scale/:demand',
    {
      config: key,
      schema: {
        summary: 'Sets the number of engines until `DELETE /scale`',
        params: Type.Object({ demand: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }) }),
        querystring: Type.Object({ dry_run: Type.Optional(Type.Boolean()) }),
        response: answers(Type.Union([ScalePreview, ScaleAnswer])),
      },
    },
    async ({ params, query }) => {
      if (query.dry_run) return preview(provisioning.previewScale(params.demand))
      return { scaled_to: (await provisioning.scale(params.demand)).scaledTo }
    },
  )

  app.delete(
    '/scale',
    { config: key, schema: { summary: 'Back to MIN_REPLICAS', response: answers(ScaleAnswer) } },
    async () => {
      await provisioning.clearScale()
      return { scaled_to: provisioning.status().capacity.min }
    },
  )
}

function imageRoute(app: App, { provisioning, stopping }: ApiContext): void {
  app.post(
    '/image/check',
    {
      config: key,
      schema: {
        summary: 'Asks the registry whether it has a newer image than the one here',
        response: answers(ImageCheck),
      },
    },
    async (_, reply) => imageCheck(await provisioning.checkImage(callerSignal(reply, stopping))),
  )
}

function imageUpdateRoutes(app: App, { provisioning }: ApiContext): void {
  const response = answers(ImageUpdate)
  app.post(
    '/image/update',
    { config: key, schema: { summary: 'Pulls the newest image and replaces outdated engines', response } },
    async () => imageUpdate(await provisioning.updateImage()),
  )
  app.delete(
    '/image/update',
    { config: key, schema: { summary: 'Cancels the update; engines replaced so far stay', response } },
    async () => imageUpdate(await provisioning.cancelImageUpdate()),
  )
  app.get('/image/update', { schema: { summary: 'How far the update is', response } }, async () =>
    imageUpdate(provisioning.imageUpdate()),
  )
}

function garbageRoute(app: App, { provisioning, stopping }: ApiContext): void {
  app.post(
    '/gc',
    {
      config: key,
      schema: {
        summary: 'Removes leftovers and idle engines over the number now',
        response: answers(GcAnswer),
      },
    },
    async () => {
      const removed = await provisioning.collectGarbage(stopping)
      return { status: 'ok' as const, removed: [...removed] }
    },
  )
}

function imageCheck({ image, check, outdated }: ImageReport): ImageCheck {
  const reason = check.state === 'unknown' ? check.reason : null
  return {
    image,
    state: check.state,
    reason: sentenceOrNull(reason),
    reason_data: reason,
    outdated_engines: outdated,
  }
}

function imageUpdate(update: ImageUpdateState): ImageUpdate {
  const reason = update.kind === 'failed' ? update.reason : null
  return {
    state: update.kind,
    replaced: 'replaced' in update ? update.replaced : 0,
    total: update.kind === 'replacing' ? update.total : null,
    waiting: update.kind === 'replacing' ? update.waiting : 0,
    reason: sentenceOrNull(reason),
    reason_data: reason,
  }
}

function preview({ scaledTo, starts, removes, protected: kept }: ScalePlan): ScalePreview {
  return {
    scaled_to: scaledTo,
    starts,
    removes: [...removes],
    protected: kept.map(({ id, why }) => ({ id, why: sentenceOf(why), why_data: why })),
  }
}

/** An adopted engine may lack the label of its HTTPS port; it serves over HTTP all the same, and 0 says "none". */
function handedOut({ id, name, advertised, engineSpec }: Engine): ProvisionEngineAnswer {
  return {
    container_id: id,
    container_name: name ?? id.slice(0, 12),
    host_http_port: advertised.port,
    container_http_port: engineSpec.httpPort,
    container_https_port: engineSpec.httpsPort ?? 0,
  }
}
