// The arrows of this project: cli → commands → everything else → core. Each rule says in its comment what it guards.

/** Libraries without I/O, clock or randomness of their own: the only ones that the core may use. */
const PURE_LIBRARIES = '(^|/)node_modules/(temporal-polyfill|canonicalize)/';

/** What changes a directory. The ports' types can not, and neither can the files of src/apply that read plans and ledgers. */
const WRITERS = '^src/(directory/.*writer|apply/(apply|canary|chunk-loop|send)[.]ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment:
        'Two files that import each other can only be read, tested and changed together: draw the arrow one way.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      comment:
        'src/core decides and does no I/O: it imports itself, src/generated, temporal-polyfill and canonicalize alone. ' +
        'Hand in from outside what it needs to know.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/(core|generated)/', PURE_LIBRARIES, '^(node:)?crypto$'] },
    },
    {
      name: 'core-only-hashes',
      comment:
        'Of node:crypto the core uses createHash alone, in its fingerprints and samples: hashing is pure, random bytes and ids are not.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '^src/core/(fingerprint|digest|sample)[.]ts$' },
      to: { path: '^(node:)?crypto$' },
    },
    {
      name: 'generated-stands-alone',
      comment: 'src/generated holds types made from schemas/ and imports nothing.',
      severity: 'error',
      from: { path: '^src/generated/' },
      to: {},
    },
    {
      name: 'nothing-imports-the-cli',
      comment: 'src/cli.ts is the outermost layer: it turns argv into a command and an exit code, and nobody calls it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/cli[.]ts$' },
    },
    {
      name: 'only-the-cli-imports-commands',
      comment: 'A command puts the parts together. A part that imports a command would turn the arrow round.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli[.]ts$|commands/)' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'planning-cannot-write',
      comment:
        'Policies are read, decided and planned without any means to change a directory, so a dry run can not write: ' +
        'src/core and src/policy reach no writer and no sender, by however many steps.',
      severity: 'error',
      from: { path: '^src/(core|policy)/' },
      to: { path: WRITERS, reachable: true },
    },
    {
      name: 'plan-command-cannot-write',
      comment:
        'The commands that only look (plan, validate, explain, history, audit …) reach no writer and no sender, by however many steps: ' +
        'what is not imported can not be called.',
      severity: 'error',
      from: {
        path: '^src/commands/(plan|validate|explain|history.*|audit.*|provenance|diff|show|test|prove|format|report|ci-.*)[.]ts$',
      },
      to: { path: WRITERS, reachable: true },
    },
    {
      name: 'readers-cannot-write',
      comment: 'Planning is given a reader. A reader that imports a writer would give it more than it asked for.',
      severity: 'error',
      from: { path: '^src/directory/.*reader' },
      to: { path: WRITERS, reachable: true },
    },
    {
      name: 'reports-only-render',
      comment: 'src/report turns data into text: it touches no directory, no run and no repository.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/(apply|github|git)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that can not be found is no arrow at all, so no rule would see it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'published-code-has-its-dependencies',
      comment: 'src is published; what it imports must be in "dependencies", not in "devDependencies".',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
