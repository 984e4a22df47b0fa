/** Certificates as operators have them, made by the command `openssl` in a folder that goes away with the test. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TlsSettings } from '../../src/http/tls/settings.ts'

/** A test that needs the command is skipped where there is none. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

export class TlsFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'sallyport-tls-'))

  path(name: string): string {
    return join(this.folder, name)
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  run(...args: readonly string[]): string {
    return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  }

  key(name: string): void {
    this.run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`)
  }

  /** `<name>.crt` and `<name>.key` of an authority. */
  authority(name: string): void {
    this.key(name)
    this.run('req', '-x509', '-key', `${name}.key`, '-out', `${name}.crt`, '-subj', `/CN=${name}`, '-days', '40')
  }

  /** `<name>.crt` and `<name>.key`, signed by an authority, for `localhost`, `127.0.0.1` and use on both sides. */
  signed(name: string, authority: string, { days = '35', extensions = '' } = {}): void {
    this.key(name)
    this.run('req', '-new', '-key', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    writeFileSync(this.path('ext'), `subjectAltName=DNS:localhost,IP:127.0.0.1\n${extensions}`)
    const by = ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, '-CAcreateserial']
    this.run('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.crt`, '-days', days, '-extfile', 'ext')
  }

  /** Settings of a server with `<name>.crt` and `<name>.key`. */
  settings(name: string, more: Partial<TlsSettings> = {}): TlsSettings {
    return {
      server: { kind: 'pem', certificate: this.path(`${name}.crt`), key: this.path(`${name}.key`) },
      authorities: { kind: 'pem', certificates: [] },
      clientAuthentication: 'none',
      protocols: ['TLSv1.3', 'TLSv1.2'],
      cipherSuites: [],
      handshakeTimeout: 10_000,
      ...more,
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
