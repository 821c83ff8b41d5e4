import type { ProvisioningReasons } from '@acestream-orchestrator/contract/reasons/provisioning'
import { counted, type Wording } from './wording.ts'

export const provisioningWording: Wording<ProvisioningReasons> = {
  drained: () => 'drained: its last stream has ended',
  idle_over_target: () => 'idle, above the target',
  cleaned_up: () => 'cleaned up: it has stopped',
  recreated_inside_vpn: ({ reason }, say) => `${say(reason)}: recreated inside the VPN`,
  vpn_share_taken_over: ({ vpn }) => `its VPN ${vpn} is down: others take its share`,
  vpn_recreated: ({ vpn }) => `its VPN ${vpn} was recreated: this engine is cut off and is recreated`,
  vpn_restarted: ({ vpn }) =>
    `its VPN ${vpn} was restarted: this engine is cut off until it is restarted too`,
  vpn_reconnected: ({ vpn }) => `its VPN ${vpn} reconnected (VPN_RESTART_ENGINES_ON_RECONNECT)`,
  forwarded_port_changed: ({ vpn, from, to }) =>
    `the forwarded port of ${vpn} changed${from === null ? '' : ` from ${from}`} to ${to}`,
  forwarded_port_unused: ({ vpn, port }) => `no engine holds the forwarded port ${port} of ${vpn}`,
  vpn_overfull: ({ vpn }) => `${vpn} carries more than its share of engines`,
  vpn_not_configured_any_more: ({ vpn }) => `created in the network of ${vpn}, which is no longer configured`,
  outside_vpn: () => 'runs outside the VPN that is configured now',
  other_settings: () => 'created with other settings',
  other_image: ({ image }) => `created from an older image than the ${image} that is here now`,
  outdated: ({ reason }, say) => `outdated: ${say(reason)}`,
  unhealthy_for: ({ forMs, reason }, say) => `unhealthy for ${Math.round(forMs / 1000)} s: ${say(reason)}`,
  vpn_not_connected: ({ vpn, reason }, say) =>
    `VPN ${vpn}: ${reason === null ? 'not connected' : say(reason)}`,
  requested_by_caller: () => 'requested by a caller',
  below_target: () => 'fewer engines than the target',
  replaced_unless_it_answers: ({ inMs }) =>
    `will be replaced in ${Math.ceil(inMs / 1000)} s unless it answers`,
  replacement_waits_for_an_answer: () =>
    'to be replaced: no engine answers, so it waits until a new one does',
  replacement_waits_for_relapses: () =>
    'to be replaced: waits because engines keep hanging soon after their start',
  kept_for_its_stream: ({ atMaximum }) =>
    `left alone while its stream still runs; ${
      atMaximum ? 'no substitute: MAX_REPLICAS is reached' : 'a substitute takes new streams'
    }`,
  died_young: ({ engine, reason }, say) => `${engine} died soon after its start: ${say(reason)}`,
  engine_failed: ({ engine, reason }, say) => `${engine}: ${say(reason)}`,
  image_being_pulled: ({ image }) => `pulling ${image}`,
  image_not_pulled: ({ image, reason }, say) =>
    `${image} can't be pulled: ${say(reason)}; set TARGET_IMAGE or load the image`,
  image_not_looked_up: () => 'the image has not been looked up yet',
  starting_keeps_failing: ({ reason }, say) => `starting engines keeps failing: ${say(reason)}`,
  one_engine_tried_first: ({ image, reason }, say) =>
    `one engine of ${image} is tried first, because starting them kept failing: ${say(reason)}`,
  no_vpn_connected: ({ vpns }, say) =>
    `VPN not connected (${vpns
      .map(({ vpn, reason }) => `${vpn}: ${reason === null ? 'not ready' : say(reason)}`)
      .join('; ')})`,
  maximum_reached: ({ maximum }) => `all ${maximum} engines allowed by MAX_REPLICAS exist`,
  ports_exhausted: ({ setting, first, last }) =>
    `every port of ${setting} (${first}-${last}) is in use: widen it`,
  published_ports_exhausted: ({ vpn, first, last }) =>
    `every engine port published on ${vpn} is in use: publish more on it, in its compose service: ports: ["${first}-${last}:${first}-${last}"]`,
  containers_maximum_reached: ({ maximum }) =>
    `${maximum} containers created with POST /provision exist, as many as PROVISION_MAX allows; remove one with DELETE /containers/{id}`,
  port_held_by_engine: ({ port, engine }) => `${engine} has port ${port}: ask for another host_port`,
  no_other_engine: () => 'no other engine is free for this channel',
  stopped_by_hand: () => 'somebody stopped this stream a moment ago',
  no_engine_answered_in_time: () => 'no engine answered in time; the panel shows what is wrong',
  image_not_allowed: ({ image, allowed }) =>
    `the image ${image} is not allowed: PROVISION_IMAGES allows ${allowed.join(', ')}`,
  label_reserved: ({ label }) => `the label ${label} is reserved: choose another name`,
  variable_name_invalid: ({ name }) =>
    `${JSON.stringify(name)} is not a valid variable name: it needs at least one character, and neither "=" nor NUL`,
  variable_value_has_nul: () => 'a value must not have a NUL character',
  container_port_invalid: ({ given }) =>
    `${JSON.stringify(given)} is not a container port: expected 1 to 65535, alone or with /tcp, /udp or /sctp, as in "6878/tcp"`,
  container_port_twice: ({ port }) => `${port} is given twice`,
  has_streams: ({ streams }) => `has ${counted(streams, 'running stream')}`,
  plays_unreported: () => 'a player that reports no stream is using it',
  just_handed_out: () => 'was just handed out',
  scaling_to: ({ target }) => `scaling to ${target}`,
  scale_changed: () => 'another number was set',
  scale_cleared: () => 'the number was reset',
  no_engine_free: ({ reason }, say) =>
    `no engine can take a stream now: ${
      reason === null
        ? 'none is healthy with a place left; ask for one with POST /provision/acestream'
        : say(reason)
    }`,
  runtime_not_answering: () =>
    'the container runtime does not answer: nothing is started or removed until it does',
}
