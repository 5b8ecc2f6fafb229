// The arrows of src/. A chapter may use what comes before it and nothing that comes after it, and each rule says why it is there.

/** The chapters in the order in which the process runs. Those of one line do not know each other. */
const CHAPTERS = [
  ['generated'],
  ['model'],
  ['machine'],
  ['git'],
  ['policy', 'snapshot'],
  ['decide'],
  ['plan'],
  ['directory'],
  ['ledger'],
  ['apply', 'history', 'prove', 'adopt'],
  ['report', 'github'],
  ['session'],
  ['commands'],
];

/** Files of pure chapters that write or read a file all the same: the way in or out of a chapter. */
const DOORS = '^src/(plan/file/|report/work-pack/keep[.]ts$)';

/** Parts of Node and libraries that do I/O, or tell the time or a random number. */
const OUTSIDE =
  '^(node:)?(fs|fs/promises|path|child_process|http|https|http2|net|tls|dns|dgram|os|process|sqlite|timers|timers/promises|worker_threads|cluster|perf_hooks|stream|stream/promises|readline|zlib)$|' +
  '(^|/)node_modules/(simple-git|octokit|listr2|commander|cron)/';

/** What changes a directory. The ports' types cannot, and neither can the files of src/apply that only check a plan. */
const WRITERS = '^src/(directory/(portal[.]ts$|.*writer)|apply/(apply|canary|chunk-loop|send)[.]ts$)';

/** One rule a chapter: it may not look ahead, and not sideways. */
const looksBackOnly = CHAPTERS.flatMap((names, at) =>
  names.map((name) => {
    const ahead = [...names.filter((other) => other !== name), ...CHAPTERS.slice(at + 1).flat()];
    return {
      name: `${name}-looks-back-only`,
      comment:
        `src/${name} may use only the chapters before it (${CHAPTERS.slice(0, at).flat().join(', ') || 'none'}). ` +
        'Move what both need to an earlier chapter, or hand it in as an argument.',
      severity: 'error',
      from: { path: `^src/${name}/` },
      to: { path: ahead.length > 0 ? `^src/(${ahead.join('|')})/` : '^$' },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...looksBackOnly,
    {
      name: 'every-folder-is-a-chapter',
      comment:
        'A folder of src/ that is not in the list of chapters would be guarded by no rule. Add it to CHAPTERS in .dependency-cruiser.mjs and to src/README.md.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(cli[.]ts$|version[.]ts$|(${CHAPTERS.flat().join('|')})/)` },
      to: {},
    },
    {
      name: 'no-circles',
      comment:
        'Two files that import each other can only be read, tested and changed together: draw the arrow one way.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'pure-chapters-do-no-io',
      comment:
        'The model, the snapshot, decisions, plans, proofs and reports are made from what they are given: no file, network, clock or randomness. ' +
        'Read it in src/session or in the command, and hand it in.',
      severity: 'error',
      from: { path: '^src/(generated|model|snapshot|decide|plan|prove|adopt|report)/', pathNot: DOORS },
      to: { path: OUTSIDE },
    },
    {
      name: 'only-hashes-and-masks-use-crypto',
      comment:
        'Pure chapters use node:crypto to hash, never for random bytes or ids. Add a file to this rule only if all it does is hash.',
      severity: 'error',
      from: {
        path: '^src/(generated|model|snapshot|decide|plan|prove|adopt|report)/',
        pathNot:
          '^src/(plan/(fingerprint|file/check|file/write)|report/(markup/mask|latest/expiries-ics|page/page|work-pack/page))[.]ts$',
      },
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
      name: 'planning-cannot-write',
      comment:
        'Policies are read, decided and planned without any means to change a directory, so a dry run cannot write: ' +
        'the chapters up to plan reach no writer and no sender, by however many steps.',
      severity: 'error',
      from: { path: '^src/(model|machine|git|policy|snapshot|decide|plan)/' },
      to: { path: WRITERS, reachable: true },
    },
    {
      name: 'looking-commands-cannot-write',
      comment:
        'The commands that only look (plan, validate, explain, history, audit …) reach no writer and no sender, by however many steps: ' +
        'what is not imported cannot be called.',
      severity: 'error',
      from: {
        path: '^src/commands/(plan|policy|account|exception|report|ci)/',
        pathNot: '^src/commands/plan/drift[.]ts$',
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
      name: 'nothing-unresolved',
      comment: 'An import that cannot be found is no arrow at all, so no rule would see it.',
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
