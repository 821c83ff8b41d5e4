import { type Static, Type } from 'typebox'
import { ReasonData } from './reasons/reason.ts'
import { Nullable } from './scalars.ts'
import { MOST_LABELS } from './stream.ts'

const Environment = Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: 16_384 }), {
  description: 'names are not empty and have no `=`; neither names nor values have a NUL character',
  maxProperties: 256,
})
const Labels = Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: 4096 }), {
  maxProperties: MOST_LABELS,
})

export const ProvisionBody = Type.Object({
  image: Type.Optional(Nullable(Type.String({ maxLength: 512 }))),
  env: Type.Optional(Nullable(Environment)),
  labels: Type.Optional(Nullable(Labels)),
  ports: Type.Optional(
    Nullable(
      Type.Record(Type.String({ maxLength: 32 }), Type.Integer({ minimum: 1024, maximum: 65_535 }), {
        description: 'container port (`6878`, `6878/tcp`, `6878/udp`, `6878/sctp`; 1 to 65535) to host port',
        maxProperties: 64,
      }),
    ),
  ),
  name_prefix: Type.Optional(Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$' })),
})
export type ProvisionBody = Static<typeof ProvisionBody>

export const ProvisionAnswer = Type.Object({ container_id: Type.String(), container_name: Type.String() })
export type ProvisionAnswer = Static<typeof ProvisionAnswer>

export const ProvisionEngineBody = Type.Object({
  image: Type.Optional(Nullable(Type.String({ maxLength: 512 }))),
  labels: Type.Optional(Nullable(Labels)),
  env: Type.Optional(Nullable(Environment)),
  host_port: Type.Optional(Nullable(Type.Integer({ minimum: 1024, maximum: 65_535 }))),
})
export type ProvisionEngineBody = Static<typeof ProvisionEngineBody>

export const ProvisionEngineAnswer = Type.Object({
  container_id: Type.String(),
  container_name: Type.String(),
  host_http_port: Type.Integer(),
  container_http_port: Type.Integer(),
  container_https_port: Type.Integer({ description: '0: this engine has none' }),
})
export type ProvisionEngineAnswer = Static<typeof ProvisionEngineAnswer>

export const ScaleAnswer = Type.Object({ scaled_to: Type.Integer() })
export type ScaleAnswer = Static<typeof ScaleAnswer>

export const ScalePreview = Type.Object({
  scaled_to: Type.Integer(),
  starts: Type.Integer(),
  removes: Type.Array(Type.String()),
  protected: Type.Array(Type.Object({ id: Type.String(), why: Type.String(), why_data: ReasonData })),
})
export type ScalePreview = Static<typeof ScalePreview>

export const RemovalPreview = Type.Object({
  replacement: Type.Boolean({ description: 'another engine is created in its place' }),
  wanted: Type.Integer({ description: 'how many engines there should be then' }),
})
export type RemovalPreview = Static<typeof RemovalPreview>

export const GcAnswer = Type.Object({ status: Type.Literal('ok'), removed: Type.Array(Type.String()) })
export type GcAnswer = Static<typeof GcAnswer>

export const ImageCheck = Type.Object({
  image: Type.String({ description: 'what engines are created from' }),
  state: Type.Union([Type.Literal('newer'), Type.Literal('current'), Type.Literal('unknown')], {
    description: 'what the registry has, against what is here',
  }),
  reason: Nullable(Type.String({ description: 'why it is `unknown`' })),
  reason_data: Nullable(ReasonData),
  outdated_engines: Type.Integer({
    description: 'engines that still run an older image than the one here',
  }),
})
export type ImageCheck = Static<typeof ImageCheck>

export const ImageUpdate = Type.Object({
  state: Type.Union(
    [
      Type.Literal('idle'),
      Type.Literal('pulling'),
      Type.Literal('replacing'),
      Type.Literal('done'),
      Type.Literal('cancelled'),
      Type.Literal('failed'),
    ],
    { description: '`idle`: none since the start of this server' },
  ),
  replaced: Type.Integer({ description: 'engines replaced so far' }),
  total: Nullable(Type.Integer({ description: 'engines to replace; null until that is known' })),
  waiting: Type.Integer({ description: 'outdated engines that are in use: replaced once they are idle' }),
  reason: Nullable(Type.String({ description: 'why it `failed`' })),
  reason_data: Nullable(ReasonData),
})
export type ImageUpdate = Static<typeof ImageUpdate>

/** A managed container as `GET /containers/{id}` shows it: no environment values. */
export const ContainerView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  image: Type.String(),
  created: Type.String(),
  status: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  ports: Type.Record(
    Type.String(),
    Nullable(Type.Array(Type.Object({ HostIp: Type.String(), HostPort: Type.String() }))),
  ),
})
export type ContainerView = Static<typeof ContainerView>
