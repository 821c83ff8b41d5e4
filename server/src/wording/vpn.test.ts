import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const where = 'gluetun:8000'
const refused: Reason = { code: 'control_refused', where }

/** What a sentence must say: the cause, and what to do about it. */
const SENTENCES: readonly (readonly [Reason, RegExp])[] = [
  [{ code: 'no_vpn_configured' }, /^no VPN is configured: set GLUETUN_CONTAINER_NAME/],
  [
    { code: 'vpn_unknown', vpn: 'gluetun', reason: { code: 'vpn_not_checked' } },
    /^nothing is known of gluetun yet: not/,
  ],
  [
    { code: 'last_known', reason: { code: 'verbatim', text: 'Docker is silent' }, known: null },
    /^Docker is silent; this is what was last known$/,
  ],
  [
    {
      code: 'last_known',
      reason: { code: 'verbatim', text: 'Docker is silent' },
      known: { code: 'no_public_ip' },
    },
    /^Docker is silent; this is what was last known: no public IP yet$/,
  ],
  [
    { code: 'vpn_container_not_found', container: 'gluetun' },
    /^no container is named gluetun: .*GLUETUN_CONTAINER_NAME$/,
  ],
  [{ code: 'vpn_container_created', container: 'gluetun' }, /never started: run docker start gluetun$/],
  [{ code: 'vpn_container_paused', container: 'gluetun' }, /docker unpause gluetun$/],
  [
    { code: 'vpn_container_exited', container: 'gluetun', exitCode: 1 },
    /exited with code 1: its log says why; docker start gluetun/,
  ],
  [
    { code: 'vpn_container_exited', container: 'gluetun', exitCode: null },
    /^its container exited: its log says why/,
  ],
  [
    { code: 'vpn_container_restarting', exitCode: 1 },
    /^its container exited with code 1 and Docker is restarting it/,
  ],
  [
    { code: 'not_shown_to_be_gluetun', container: 'db', image: 'postgres:17', reason: refused },
    /^nothing shows that db \(image postgres:17\) is Gluetun, .*GLUETUN_CONTAINER_NAME; the control server refuses/,
  ],
  [
    { code: 'docker_unhealthy', output: 'dial tcp: i/o timeout' },
    /^Docker says unhealthy \(dial tcp: i\/o timeout\)$/,
  ],
  [{ code: 'docker_unhealthy', output: null }, /^Docker says unhealthy$/],
  [
    { code: 'unhealthy_with_public_ip', output: null },
    /^Docker says unhealthy, though the tunnel has a public IP$/,
  ],
  [{ code: 'tunnel_stopped', healthIsOld: false }, /^the tunnel is stopped: restart it$/],
  [{ code: 'tunnel_stopped', healthIsOld: true }, /restart it \(Docker's healthy is from before\)$/],
  [{ code: 'tunnel_crashed', healthIsOld: true }, /^the tunnel crashed; .*15 s.*from before\)$/],
  [{ code: 'public_ip_disabled' }, /PUBLICIP_ENABLED is off$/],
  [
    { code: 'forwarded_port_missing', watchdog: false },
    /no port for over a minute: restart the tunnel, or set VPN_PORT_WATCHDOG=true/,
  ],
  [{ code: 'forwarded_port_missing', watchdog: true }, /the tunnel is reconnected until there is one$/],
  [
    { code: 'vpn_released_until_recreated', vpn: 'gluetun' },
    /^gluetun was released so that it can be recreated/,
  ],
  [
    { code: 'tunnel_not_restarted', vpn: 'gluetun', reason: { code: 'vpn_container_removing' } },
    /^the tunnel of gluetun can't be restarted: its container is being removed$/,
  ],
  [
    {
      code: 'tunnel_put_failed',
      step: 'stopping',
      reason: { code: 'no_answer', failure: 'refused' },
    },
    /^stopping Gluetun's tunnel: the connection was refused$/,
  ],
  [
    { code: 'tunnel_crashes', outcome: 'already crashed' },
    /outcome "already crashed".*by itself, after 15 s/,
  ],
  [
    { code: 'vpn_not_configured', vpn: 'three', configured: ['one', 'two'] },
    /^no VPN container named three is configured, only one, two$/,
  ],
  [{ code: 'vpn_not_named', configured: ['one', 'two'] }, /^say which with \?container=, one of one, two$/],
  [
    { code: 'leak_check_failed', host: 'ip.example', reason: { code: 'leak_check_not_final', status: 302 } },
    /^asking LEAK_CHECK_URL \(ip\.example\) .*: HTTP 302; redirects are not followed/,
  ],
  [
    { code: 'ip_families_differ', vpnFamily: 6, hostFamily: 4 },
    /is IPv6 and this host's IPv4, .*LEAK_CHECK_URL/,
  ],
  [{ code: 'vpn_ip_is_host_ip' }, /^the VPN's public IP is this host's own: peers see you/],

  [
    refused,
    /^the control server refuses connections at gluetun:8000: .*HTTP_CONTROL_SERVER_ADDRESS \(default :8000\)/,
  ],
  [{ code: 'control_timeout', where, timeoutMs: 3000 }, /at gluetun:8000 did not answer within 3 s/],
  [
    { code: 'control_unresolved', where },
    /^the name in gluetun:8000 does not resolve from here: .*Docker network/,
  ],
  [{ code: 'control_no_route', where }, /^there is no route to gluetun:8000: .*Docker network/],
  [{ code: 'control_unsendable', where }, /GLUETUN_API_KEY holds a character/],
  [{ code: 'control_server_error', where, status: 500 }, /answers HTTP 500: Gluetun's log says why$/],
  [
    { code: 'control_out_of_reach', vpn: 'gluetun', port: 8000 },
    /^the control server of gluetun can't be reached from here: .* publish its port 8000 on 127\.0\.0\.1$/,
  ],
  [{ code: 'control_out_of_reach', vpn: 'gluetun', port: null }, /publish the port of its control server on/],
  [{ code: 'control_on_loopback', port: 8001 }, /own loopback only .*: set it to :8001, or leave it out$/],
  [
    { code: 'control_unauthorized', where, credentials: 'none', wantsBasic: false },
    /401 without credentials: set GLUETUN_API_KEY.*GET \/v1\/vpn\/status.*DEFAULT_ROLE/,
  ],
  [
    { code: 'control_unauthorized', where, credentials: 'none', wantsBasic: true },
    /asks for a name and a password: set GLUETUN_API_USER and GLUETUN_API_PASSWORD to/,
  ],
  [
    { code: 'control_unauthorized', where, credentials: 'api_key', wantsBasic: false },
    /to GLUETUN_API_KEY: it must be the key/,
  ],
  [
    { code: 'control_unauthorized', where, credentials: 'api_key', wantsBasic: true },
    /GLUETUN_API_PASSWORD instead, or make it auth = "apikey"$/,
  ],
  [
    { code: 'control_unauthorized', where, credentials: 'basic', wantsBasic: true },
    /to GLUETUN_API_USER and GLUETUN_API_PASSWORD: they must be/,
  ],
  [
    { code: 'not_gluetun', where, reason: { code: 'answer_is_html' } },
    /^what answers at gluetun:8000 is not .*\(an HTML page\): .*GLUETUN_CONTAINER_NAME and GLUETUN_API_PORT$/,
  ],
  [
    { code: 'routes_unlisted', routes: ['status', 'ports'] },
    /401 to GET \/v1\/vpn\/status and GET \/v1\/portforward \(before v3\.41: .*\): add them to the routes of our role/,
  ],
  [{ code: 'routes_unlisted', routes: ['publicIp'] }, /401 to GET \/v1\/publicip\/ip: add it to the routes/],
  [
    { code: 'route_unreadable', route: 'publicIp', reason: { code: 'answer_redirects', status: 302 } },
    /^GET \/v1\/publicip\/ip can't be read: HTTP 302, a redirect$/,
  ],
  [
    { code: 'route_failed', route: 'status', reason: refused },
    /^GET \/v1\/vpn\/status: the control server refuses/,
  ],
  [
    { code: 'forwarded_port_unreadable', reason: { code: 'no_answer', failure: 'timeout' } },
    /^the forwarded port can't be read: no answer in time$/,
  ],
  [{ code: 'ports_route_moved' }, /moved .* to GET \/v1\/portforward, .*add it to its routes/],
  [{ code: 'ports_route_unlisted' }, /: add GET \/v1\/portforward \(before v3\.41/],
  [{ code: 'restart_route_unlisted' }, /401 to PUT \/v1\/vpn\/status: add it to the routes/],
  [{ code: 'control_answered', status: 400, text: 'invalid status: foo' }, /HTTP 400: invalid status: foo$/],
  [{ code: 'control_answered', status: 500, text: null }, /HTTP 500$/],
]

describe('sentences about VPN containers', () => {
  for (const [reason, sentence] of SENTENCES)
    test(JSON.stringify(reason), () => {
      assert.match(sentenceOf(reason), sentence)
    })
})
