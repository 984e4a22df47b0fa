/** The layers of ARCHITECTURE.md as rules: imports run one way, and no cycle of value imports. */
const layers = {
  core: [],
  config: ['core'],
  observe: ['core'],
  audit: ['core', 'observe'],
  analysis: ['core'],
  mapping: ['core', 'analysis'],
  query: ['core', 'mapping', 'analysis'],
  aggregations: ['core', 'query'],
  engine: ['core', 'mapping', 'query', 'analysis'],
  request: ['core'],
  store: ['core', 'request'],
  roles: ['core', 'query', 'store', 'request'],
  identity: ['core', 'store', 'roles', 'request'],
  realms: ['core', 'config', 'identity', 'request'],
  authn: ['core', 'request', 'identity', 'realms', 'observe'],
  authz: ['core', 'request', 'roles', 'observe'],
  'backend/embedded': ['core', 'request', 'mapping', 'query', 'engine', 'analysis'],
  'backend/remote': ['core', 'request', 'mapping', 'query', 'engine'],
  tasks: ['core', 'request', 'store'],
  api: ['core', 'config', 'observe', 'mapping', 'query', 'aggregations', 'analysis', 'engine', 'request', 'store', 'roles', 'identity', 'authz', 'backend/embedded', 'tasks'],
  http: ['core', 'request', 'observe'],
  workers: ['core', 'config', 'observe', 'request', 'store', 'identity', 'authn', 'backend/remote', 'tasks'],
  certificates: ['core'],
  console: [],
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-authorize-issues-access',
      comment: 'the right to make an Access belongs to authz/authorize.ts; others may import its type',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(authz/authorize\\.ts|request/)' },
      to: { path: '^src/request/access\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer.replace('/', '-')}`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: {
        path: '^src/',
        pathNot: [layer, ...allowed].map((name) => `^src/${name}/`),
      },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
