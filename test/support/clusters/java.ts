/** Java for tests: the JDK of this machine that a cluster needs, and its jars from Maven Central, kept under the user's home. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached, cacheFolder, compile, install, program, Unavailable } from '../../clients/session/toolchain.ts'

export interface JavaNode {
  /** The name and version of what it is. */
  readonly name: string
  /** The oldest and the newest JDK that it runs on. */
  readonly jdk: readonly [number, number]
  /** `group:artifact:version`. */
  readonly artifacts: readonly string[]
  /** The class beside this file that starts it. */
  readonly main: string
}

export interface PreparedNode {
  readonly java: string
  /** With the compiled class. */
  readonly classPath: string
  readonly main: string
}

/** The first time on a machine it takes a minute. Throws Unavailable where Maven, a JDK or the network is missing. */
export async function prepareNode({ name, jdk, artifacts, main }: JavaNode): Promise<PreparedNode> {
  const home = findJdk(jdk)
  const project = projectOf(artifacts)
  const jars = await cached(name.replace(' ', '-'), project, async (folder) => {
    writeFileSync(join(folder, 'pom.xml'), project)
    const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib']
    const args = ['--quiet', '--batch-mode', `-Dmaven.repo.local=${join(cacheFolder, 'maven')}`, ...copy]
    await install({ command: program('mvn', '--version'), args, cwd: folder })
  })
  const source = new URL(`${main}.java`, import.meta.url).pathname
  const classes = await cached(`${name.replace(' ', '-')}-start`, `${project}${readFileSync(source, 'utf8')}`, async (folder) => {
    const options = ['-nowarn', '-Xlint:none', '-cp', `${jars}/lib/*`, '-d', folder]
    await compile({ command: join(home, 'bin', 'javac'), args: [...options, source] })
  })
  return { java: join(home, 'bin', 'java'), classPath: `${classes}:${jars}/lib/*`, main }
}

const JDKS = '/usr/lib/jvm'

/** Where Java and Maven are to be had at all; whether the network gives the rest is only known by trying. */
export function hasJava(jdk: JavaNode['jdk']): boolean {
  try {
    findJdk(jdk)
    return program('mvn', '--version') !== ''
  } catch (error) {
    if (error instanceof Unavailable) return false
    throw error
  }
}

function findJdk([oldest, newest]: JavaNode['jdk']): string {
  const installed = existsSync(JDKS) ? readdirSync(JDKS).map((name) => join(JDKS, name)) : []
  const homes = [process.env.JAVA_HOME ?? '', ...installed].filter((home) => existsSync(join(home, 'bin', 'javac')))
  const found = homes.find((home) => versionOf(home) >= oldest && versionOf(home) <= newest)
  if (found) return found
  throw new Unavailable(`there is no JDK from ${oldest} to ${newest}`)
}

function versionOf(home: string): number {
  const release = join(home, 'release')
  if (!existsSync(release)) return 0
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1] ?? 0)
}

function projectOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, id, version] = artifact.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>node</groupId><artifactId>node</artifactId><version>1</version>
<dependencies>
${dependencies.join('\n')}
</dependencies></project>
`
}
