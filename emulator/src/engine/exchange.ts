import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Json, pythonJson } from '../lib/python-json.ts'
import type { EngineWorld } from './world.ts'

/** One HTTP request and the way to answer it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** `http://` and the Host of the request: engines build all their URLs from it. */
  readonly origin: string
  readonly callerIp: string
}

export type Handler = (world: EngineWorld, exchange: Exchange) => Promise<void> | void

/** The server line and the text of the engine's catch-all error, as 3.1.33 sends them (45 bytes). */
export const NOT_FOUND_TEXT = "Internal Server Error, couldn't find resource"

export function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  const host = request.headers.host ?? `${request.socket.localAddress}:${request.socket.localPort}`
  const callerIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const url = URL.parse(request.url ?? '/', 'http://engine') ?? new URL('http://engine/')
  return { request, response, url, origin: `http://${host}`, callerIp }
}

export function sendJson({ response, url }: Exchange, value: Json): void {
  const callback = url.searchParams.get('callback')
  const body = callback === null ? pythonJson(value) : `${callback}(${pythonJson(value)})`
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.end(body)
}

/** The `/ace/*` family answers 200 to everything and puts failures into `error`. */
export function sendResponse(exchange: Exchange, response: Json): void {
  sendJson(exchange, { response, error: null })
}

export function sendError(exchange: Exchange, error: string): void {
  sendJson(exchange, { response: null, error })
}

export function sendText({ response }: Exchange, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

export function redirect({ response }: Exchange, location: string): void {
  response.writeHead(302, { Location: location, 'Content-Length': 0 })
  response.end()
}

/** Waits real milliseconds. False if the engine closed meanwhile: nothing can be answered then. */
export async function pause(world: EngineWorld, ms: number): Promise<boolean> {
  if (ms <= 0) return !world.closing.aborted
  return sleep(ms, true, { signal: world.closing }).catch(() => false)
}
