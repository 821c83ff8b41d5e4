/**
 * Makes `test-card.mpegts`, the clip that every emulated channel plays. Needs ffmpeg with libx264; run it only to
 * change the picture: `node emulator/assets/make-test-card.ts`.
 *
 * The clip lasts 10.24 s because that is a whole number of both video frames (256 at 25 per second) and AAC frames
 * (480 of 1024 samples at 48 kHz), so that it can follow itself for ever without a gap. It has no B-frames, closed
 * groups of 64 frames, each introduced by PAT and PMT: a reader may start at any of the four. The tone repeats with
 * the clip and is cut from the middle of a longer one, so that the encoder's warm-up is not in it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FRAMES = 256
const GROUP = 64
const AAC_FRAMES = 480
const SECONDS = FRAMES / 25
const clip = fileURLToPath(new URL('test-card.mpegts', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'test-card-'))

function ffmpeg(...args: string[]): void {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: 'inherit' })
  if (run.status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: exit code ${run.status}`)
}

function makePicture(path: string): void {
  const text = 'fontcolor=white:box=1:boxcolor=black'
  const clock = `drawtext=text='%{eif\\:n/25\\:d\\:2}.%{eif\\:mod(n,25)*4\\:d\\:2}':x=118:y=130:fontsize=34:${text}`
  const hand = `drawtext=text='^':x=n*${310 / FRAMES}:y=170:fontsize=16:${text}`
  const x264 = `keyint=${GROUP}:min-keyint=${GROUP}:scenecut=0:bframes=0:open-gop=0:repeat-headers=1:force-cfr=1:vbv-maxrate=220:vbv-bufsize=110`
  const source = ['-f', 'lavfi', '-i', 'smptebars=size=320x180:rate=25', '-frames:v', String(FRAMES)]
  const encode = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'veryslow', '-b:v', '180k']
  ffmpeg(...source, '-vf', `${clock},${hand}`, ...encode, '-x264-params', x264, '-f', 'h264', path)
}

/** A 440 Hz tone with a pip of 880 Hz every eighth of the clip; both fit the clip a whole number of times. */
function makeTone(path: string): void {
  const pip = `lt(mod(t,${SECONDS / 8}),0.08)`
  const tone = `aevalsrc='0.08*sin(2*PI*t*${4500 / SECONDS})+0.15*${pip}*sin(2*PI*t*${9000 / SECONDS})':s=48000:d=${SECONDS * 3}`
  ffmpeg('-f', 'lavfi', '-i', tone, '-c:a', 'aac', '-b:a', '48k', '-f', 'adts', path)
  writeFileSync(path, Buffer.concat(adtsFrames(readFileSync(path)).slice(AAC_FRAMES, 2 * AAC_FRAMES)))
}

/** ADTS: a frame's length, header included, is the 13 bits from bit 30 on (ISO/IEC 13818-7, 6.2). */
function adtsFrames(stream: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at + 7 <= stream.length; ) {
    const length = (stream.readUIntBE(at + 3, 3) >> 5) & 0x1fff
    frames.push(stream.subarray(at, at + length))
    at += length
  }
  return frames
}

try {
  const [video, audio] = [join(scratch, 'picture.h264'), join(scratch, 'tone.aac')]
  makePicture(video)
  makeTone(audio)
  const inputs = ['-r', '25', '-f', 'h264', '-i', video, '-f', 'aac', '-i', audio]
  const names = ['-metadata', 'service_name=Test card', '-metadata', 'service_provider=Emulator']
  ffmpeg(...inputs, '-c', 'copy', ...names, '-mpegts_flags', 'pat_pmt_at_frames', '-f', 'mpegts', clip)
} finally {
  rmSync(scratch, { recursive: true })
}
