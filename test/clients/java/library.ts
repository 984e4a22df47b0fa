/** The official Java client, from Maven Central. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClientLibrary, programSession, type Session } from '../session/play.ts'
import { cached, cacheFolder, compile, install, program } from '../session/toolchain.ts'
import { majorOf, VERSIONS } from '../session/versions.ts'

const JACKSON = '2.22.2'
const source = (path: string): string => new URL(path, import.meta.url).pathname
const typed = (type: string): string => `ElasticsearchException: ${type}`

export const JAVA: readonly ClientLibrary[] = VERSIONS.Java.map((version) => ({
  name: `elasticsearch-java ${version}`,
  errors: {
    400: typed('resource_already_exists_exception'),
    401: typed('security_exception'),
    403: typed('security_exception'),
    404: typed('index_not_found_exception'),
    // A status that 8 does not read itself comes as the exception of its lower layer.
    409: majorOf(version) === 8 ? 'ResponseException' : typed('version_conflict_engine_exception'),
  },
  prepare: () => prepare(version),
  timeout: 300_000,
}))

async function prepare(version: string): Promise<Session> {
  const javac = program('javac', '-version')
  const project = projectOf(version)
  const libraries = await cached(`elasticsearch-java-${version}`, project, async (folder) => {
    writeFileSync(join(folder, 'pom.xml'), project)
    const args = ['--quiet', '--batch-mode', `-Dmaven.repo.local=${join(cacheFolder, 'maven')}`]
    const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib']
    await install({ command: program('mvn', '--version'), args: [...args, ...copy], cwd: folder })
  })
  const sources = [source('Session.java'), source(`${majorOf(version)}/Connection.java`)]
  const key = [project, ...sources.map((path) => readFileSync(path, 'utf8'))].join('\n')
  const classes = await cached(`java-session-${version}`, key, async (folder) => {
    await compile({ command: javac, args: ['-cp', `${libraries}/lib/*`, '-d', folder, ...sources] })
  })
  return programSession({
    command: program('java', '-version'),
    args: ['-Xmx256m', '-cp', `${libraries}/lib/*:${classes}`, 'Session'],
  })
}

function projectOf(version: string): string {
  const dependency = (group: string, artifact: string, number: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>session</groupId><artifactId>session</artifactId><version>1</version>
<dependencies>
${dependency('co.elastic.clients', 'elasticsearch-java', version)}
${dependency('com.fasterxml.jackson.core', 'jackson-databind', JACKSON)}
</dependencies></project>
`
}
