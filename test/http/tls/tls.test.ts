import { appendFileSync, copyFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openTls } from '../../../src/http/tls/tls.ts'
import { type ServerEvent, silentObserver } from '../../../src/observe/events.ts'
import { ok } from '../../../src/request/reply.ts'
import { fakeApi } from '../../support/fake-front.ts'
import { hasOpenssl, TlsFiles } from '../../support/tls-files.ts'
import { askStatus, shakeHands, startTlsFront, type TlsFront } from '../../support/tls-front.ts'

let files: TlsFiles
let front: TlsFront | undefined

describe.skipIf(!hasOpenssl)('TLS (needs the command openssl)', () => {
  beforeAll(() => {
    files = new TlsFiles()
    files.authority('ca')
    files.authority('other-ca')
    files.signed('server', 'ca')
    files.signed('second', 'ca')
    files.signed('client', 'ca')
    files.signed('stranger', 'other-ca')
  })
  afterEach(async () => {
    await front?.close()
    front = undefined
  })
  afterAll(() => files.remove())

  const ca = (): string => files.text('ca.crt')
  const clientPair = (name: string) => ({ ca: ca(), cert: files.text(`${name}.crt`), key: files.text(`${name}.key`) })

  it('answers over TLS 1.3 and 1.2, in HTTP/1.1, with strong suites only', async () => {
    front = await startTlsFront(files.settings('server'))
    expect(await askStatus(front.port, { ca: ca() })).toBe(200)
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const options = { ca: ca(), minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] }
      const socket = await shakeHands(front.port, options)
      expect(socket.getProtocol()).toBe(version)
      expect(socket.alpnProtocol).toBe('http/1.1')
      expect(socket.getCipher().standardName).toMatch(/GCM|CHACHA20/)
      socket.destroy()
    }
  })

  it('is refused by a client that trusts another authority', async () => {
    front = await startTlsFront(files.settings('server'))
    await expect(askStatus(front.port, { ca: files.text('other-ca.crt') })).rejects.toThrow(/unable to verify|self-signed|issuer/)
    await expect(askStatus(front.port, {})).rejects.toThrow()
  })

  it('speaks no version before TLS 1.2 and no protocol but HTTP/1.1', async () => {
    front = await startTlsFront(files.settings('server'))
    const old = { ca: ca(), minVersion: 'TLSv1' as const, maxVersion: 'TLSv1.1' as const, ciphers: 'DEFAULT@SECLEVEL=0' }
    await expect(shakeHands(front.port, old)).rejects.toThrow()
    await expect(shakeHands(front.port, { ca: ca(), ALPNProtocols: ['h2'] })).rejects.toThrow()
    expect(front.events.map(({ kind }) => kind)).toEqual(['handshake_failed', 'handshake_failed'])
  })

  it('speaks the versions and suites it is told to, and no others', async () => {
    const suite = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
    front = await startTlsFront(files.settings('server', { protocols: ['TLSv1.2'], cipherSuites: [suite] }))
    const socket = await shakeHands(front.port, { ca: ca() })
    expect([socket.getProtocol(), socket.getCipher().standardName]).toEqual(['TLSv1.2', suite])
    socket.destroy()
    await expect(shakeHands(front.port, { ca: ca(), minVersion: 'TLSv1.3' })).rejects.toThrow()
    await expect(shakeHands(front.port, { ca: ca(), ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' })).rejects.toThrow()
  })

  it('leaves out a version for which no suite is named', async () => {
    front = await startTlsFront(files.settings('server', { cipherSuites: ['TLS_AES_256_GCM_SHA384'] }))
    await expect(shakeHands(front.port, { ca: ca(), maxVersion: 'TLSv1.2' })).rejects.toThrow()
    const socket = await shakeHands(front.port, { ca: ca() })
    expect(socket.getCipher().standardName).toBe('TLS_AES_256_GCM_SHA384')
    socket.destroy()
  })

  describe('client certificates', () => {
    const settings = (clientAuthentication: 'optional' | 'required', authorities = ['ca']) =>
      files.settings('server', {
        clientAuthentication,
        authorities: { kind: 'pem', certificates: authorities.map((name) => files.path(`${name}.crt`)) },
      })

    it('are demanded where required', async () => {
      front = await startTlsFront(settings('required'))
      await expect(askStatus(front.port, { ca: ca() })).rejects.toThrow()
      await expect(askStatus(front.port, clientPair('stranger'))).rejects.toThrow()
      expect(await askStatus(front.port, clientPair('client'))).toBe(200)
    })

    it.each(['TLSv1.2', 'TLSv1.3'] as const)('may be left out where optional, but not be wrong (%s)', async (version) => {
      front = await startTlsFront(settings('optional'))
      const bounds = { minVersion: version, maxVersion: version }
      expect(await askStatus(front.port, { ca: ca(), ...bounds })).toBe(200)
      expect(await askStatus(front.port, { ...clientPair('client'), ...bounds })).toBe(200)
      await expect(askStatus(front.port, { ...clientPair('stranger'), ...bounds })).rejects.toThrow()
      expect(await front.told('handshake_failed')).toMatchObject({ reason: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/) })
    })

    it('of an expired or wrongly purposed kind are refused', async () => {
      files.signed('servers-only', 'ca', { extensions: 'extendedKeyUsage=serverAuth' })
      for (const mode of ['optional', 'required'] as const) {
        front = await startTlsFront(settings(mode))
        await expect(askStatus(front.port, clientPair('servers-only'))).rejects.toThrow()
        await front.close()
      }
    })

    it('are trusted through an authority that is signed by another, where that one is trusted', async () => {
      files.key('middle')
      files.run('req', '-new', '-key', 'middle.key', '-out', 'middle.csr', '-subj', '/CN=middle')
      writeFileSync(files.path('ca-ext'), 'basicConstraints=critical,CA:true\n')
      const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'ca-ext']
      files.run('x509', '-req', '-in', 'middle.csr', '-out', 'middle.crt', '-days', '30', ...by)
      files.signed('below', 'middle')
      const opened = openTls({ settings: settings('required', ['middle']), observer: silentObserver })
      const reason = 'the authority [CN=middle] is signed by [CN=ca], which must be among the authorities too'
      expect(opened).toEqual({ kind: 'faulty', faults: [reason] })
      front = await startTlsFront(settings('required', ['middle', 'ca']))
      expect(await askStatus(front.port, clientPair('below'))).toBe(200)
    })

    it('of authorities in the keystore of the server are not trusted for that', async () => {
      files.run(
        'pkcs12',
        '-export',
        '-inkey',
        'stranger.key',
        '-in',
        'stranger.crt',
        '-certfile',
        'other-ca.crt',
        '-out',
        'k.p12',
        '-passout',
        'pass:pw',
      )
      const server = { kind: 'pkcs12', keystore: files.path('k.p12'), password: 'pw' } as const
      front = await startTlsFront({ ...settings('required'), server })
      const trusting = { ca: files.text('other-ca.crt') }
      expect(await askStatus(front.port, { ...clientPair('client'), ...trusting })).toBe(200)
      await expect(askStatus(front.port, { ...clientPair('stranger'), ...trusting })).rejects.toThrow()
    })
  })

  describe('reloads', () => {
    const live = (name: string): void => {
      for (const end of ['crt', 'key']) {
        copyFileSync(files.path(`${name}.${end}`), files.path(`live-new.${end}`))
        renameSync(files.path(`live-new.${end}`), files.path(`live.${end}`))
      }
    }
    const servedName = async (): Promise<string> => {
      const socket = await shakeHands(front!.port, { ca: ca() })
      const { CN } = socket.getPeerCertificate().subject
      socket.destroy()
      return String(CN)
    }

    it('a certificate that changed, for new connections, while others go on', async () => {
      live('server')
      front = await startTlsFront(files.settings('live'))
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      expect(await askStatus(front.port, { ca: ca(), agent })).toBe(200)
      expect(await servedName()).toBe('server')
      live('second')
      front.tls.reload()
      expect(await front.told('tls_reloaded')).toMatchObject({ subject: 'CN=second' })
      expect(await servedName()).toBe('second')
      expect(await askStatus(front.port, { ca: ca(), agent })).toBe(200)
      expect(front.tls.certificate().subject).toBe('CN=second')
      agent.destroy()
    })

    it('and keeps to its versions and its refusal of plain strangers', async () => {
      live('server')
      const authorities = { kind: 'pem', certificates: [files.path('ca.crt')] } as const
      const more = { protocols: ['TLSv1.2'], clientAuthentication: 'required', authorities } as const
      front = await startTlsFront(files.settings('live', more))
      live('second')
      front.tls.reload()
      await expect(shakeHands(front.port, { ...clientPair('client'), minVersion: 'TLSv1.3' })).rejects.toThrow()
      await expect(askStatus(front.port, { ca: ca() })).rejects.toThrow()
      expect(await askStatus(front.port, clientPair('client'))).toBe(200)
    })

    it('without dropping a request', async () => {
      live('server')
      front = await startTlsFront(files.settings('live'))
      const { port, tls } = front
      let isDone = false
      const ask = async (): Promise<number> => {
        let answered = 0
        for (; !isDone || answered < 5; answered++) expect(await askStatus(port, { ca: ca() })).toBe(200)
        return answered
      }
      const askers = Promise.all([ask(), ask(), ask(), ask()])
      for (let round = 0; round < 10; round++) {
        live(round % 2 === 0 ? 'second' : 'server')
        tls.reload()
        expect(await askStatus(port, { ca: ca() })).toBe(200)
      }
      isDone = true
      expect((await askers).length).toBe(4)
      expect(front.events.filter(({ kind }) => kind === 'tls_reloaded')).toHaveLength(10)
      expect(front.events.filter(({ kind }) => kind === 'handshake_failed')).toEqual([])
    })

    it.each<[string, () => void]>([
      ['half written', () => writeFileSync(files.path('live.crt'), files.text('second.crt').slice(0, 300))],
      ['half of a chain', () => appendFileSync(files.path('live.crt'), files.text('ca.crt').slice(0, 200))],
      [
        'a link to itself',
        () => {
          rmSync(files.path('live.crt'))
          symlinkSync(files.path('live.crt'), files.path('live.crt'))
        },
      ],
      ['empty', () => writeFileSync(files.path('live.key'), '')],
      ['gone', () => rmSync(files.path('live.crt'))],
      ['a key that does not belong to it', () => copyFileSync(files.path('second.key'), files.path('live.key'))],
    ])('nothing that is broken: %s', async (_name, damage) => {
      live('server')
      front = await startTlsFront(files.settings('live'))
      damage()
      front.tls.reload()
      front.tls.reload()
      expect(front.events.map(({ kind }) => kind)).toEqual(['tls_fault'])
      expect(await servedName()).toBe('server')
      live('second')
      front.tls.reload()
      expect(await servedName()).toBe('second')
    })

    it('nothing where nothing changed', async () => {
      live('server')
      front = await startTlsFront(files.settings('live'))
      live('server')
      front.tls.reload()
      expect(front.events).toEqual([])
    })

    it('whom it trusts, and resumes no session of before', async () => {
      copyFileSync(files.path('ca.crt'), files.path('trusted.crt'))
      const authorities = { kind: 'pem', certificates: [files.path('trusted.crt')] } as const
      front = await startTlsFront(files.settings('server', { clientAuthentication: 'required', authorities }))
      const options = { ...clientPair('client'), maxVersion: 'TLSv1.2' as const }
      const before = await shakeHands(front.port, options)
      const session = before.getSession()!
      before.destroy()
      const resumed = await shakeHands(front.port, { ...options, session })
      expect(resumed.isSessionReused()).toBe(true)
      resumed.destroy()
      copyFileSync(files.path('other-ca.crt'), files.path('trusted.crt'))
      front.tls.reload()
      await expect(askStatus(front.port, { ...options, session })).rejects.toThrow()
      expect(await askStatus(front.port, clientPair('stranger'))).toBe(200)
    })

    it('by itself, when the files change', async () => {
      live('server')
      let tell = (_event: ServerEvent): void => {}
      const told = new Promise<ServerEvent>((resolve) => {
        tell = resolve
      })
      const opened = openTls({ settings: files.settings('live'), observer: { emit: (event) => tell(event) }, pollMs: 20 })
      live('second')
      // A look between the two files sees a pair that does not fit.
      expect(['tls_reloaded', 'tls_fault']).toContain((await told).kind)
      if (opened.kind === 'opened') opened.tls.close()
    })
  })

  it('warns of a certificate that is expired or will be soon, and serves it', async () => {
    files.signed('short', 'ca', { days: '3' })
    front = await startTlsFront(files.settings('short'))
    expect(front.events).toEqual([
      { kind: 'certificate_validity', reason: expect.stringMatching(/^the certificate \[CN=short\] expires at \[/) },
    ])
    expect(await askStatus(front.port, { ca: ca() })).toBe(200)
  })

  it('stops at once, whatever handshakes hang', async () => {
    front = await startTlsFront(files.settings('server'))
    const { port } = front
    const hanging = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<ReturnType<typeof connectPlain>>((resolve) => {
            const socket = connectPlain(port, '127.0.0.1', () => {
              socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]))
              resolve(socket)
            })
            socket.on('error', () => {})
          }),
      ),
    )
    const idle = await shakeHands(port, { ca: ca() })
    idle.on('error', () => {})
    expect(await askStatus(port, { ca: ca() })).toBe(200)
    const began = performance.now()
    await front.server.close(60_000)
    expect(performance.now() - began).toBeLessThan(5000)
    for (const socket of [...hanging, idle]) socket.destroy()
  })

  it('lets a running request finish at the stop', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let arrived = (): void => {}
    const isHeld = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const slow = fakeApi('info', ['GET /'], 'none', async () => {
      arrived()
      await held
      return ok({})
    })
    front = await startTlsFront(files.settings('server'), { apis: [slow] })
    const asked = askStatus(front.port, { ca: ca() })
    await isHeld
    const stopped = front.server.close(60_000)
    release()
    expect(await asked).toBe(200)
    await stopped
  })

  it('names every fault of every file at once', () => {
    writeFileSync(files.path('garbage.crt'), 'nothing')
    const settings = files.settings('garbage', {
      authorities: { kind: 'pem', certificates: [files.path('absent.crt')] },
    })
    const opened = openTls({ settings, observer: silentObserver })
    expect(opened).toEqual({
      kind: 'faulty',
      faults: [
        expect.stringMatching(/garbage\.crt\] cannot be used: it holds no certificate$/),
        expect.stringMatching(/garbage\.key\] cannot be used: ENOENT/),
        expect.stringMatching(/absent\.crt\] cannot be used: ENOENT/),
      ],
    })
  })
})
