import type { CoverageReport, WaveCoverage } from '../../../generated/coverage.ts';
import { stackedBar } from '../chart/bar.ts';
import { zonedText } from '../../markup/dates.ts';
import { derivedFigure, figure } from '../figure.ts';
import { grouped } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { nothing, type Section } from '../section.ts';
import { organisationLink, isolated, htmlTable } from '../table.ts';

/** Of a large tenant the waves that start next are listed; each organisation shows its own. */
const LISTED = 50;

/** Where a wave stands, and those that stand there. */
const STAGES = [
  ['started', 'Started', ({ started }: WaveCoverage) => started],
  ['coming', 'Still to start', ({ started, wave }: WaveCoverage) => !started && wave !== null],
  ['uncovered', 'Not covered by a wave', ({ wave }: WaveCoverage) => wave === null],
] as const;

const COLUMNS = [
  { head: 'accounts', holds: 'numbers' },
  { head: 'enforced', holds: 'numbers' },
  { head: 'ready', holds: 'numbers' },
  { head: '', holds: 'bar' },
  { head: 'not registered', holds: 'numbers' },
  { head: 'unknown', holds: 'numbers' },
] as const;

/** How far the rollouts are, and whether the people of the waves to come are ready: whether they have registered. */
export function rolloutSection(report: CoverageReport): Section {
  const section = { id: 'rollout', title: 'Rollout and readiness', brief: 'Rollout', made: 'rollout' } as const;
  if (report.rollout.length === 0) return { ...section, content: nothing('No organisation has a rollout.') };
  return {
    ...section,
    content: html`<p>A user is ready when a method is registered. Without one, the user must register at the first sign-in after the wave starts.</p>${stages(report)}${waves(report)}`,
  };
}

function stages({ rollout }: CoverageReport): Html {
  const rows = STAGES.map(([name, title, holds]) => {
    const sum = (of: (wave: WaveCoverage) => number): number =>
      rollout.filter(holds).reduce((all, wave) => all + of(wave), 0);
    const accounts = sum((wave) => wave.accounts);
    const [yes, no, unknown] = (['yes', 'no', 'unknown'] as const).map((key) =>
      sum(({ registered }) => registered[key]),
    ) as [number, number, number];
    const told = (key: string, value: number): Html => derivedFigure(`rollout.${name}.${key}`, value);
    return [
      title,
      told('accounts', accounts),
      told(
        'enforced',
        sum(({ enforced }) => enforced),
      ),
      told('yes', yes),
      readiness({ yes, no, unknown }, accounts),
      told('no', no),
      told('unknown', unknown),
    ];
  });
  return htmlTable('All waves together', [{ head: 'waves' }, ...COLUMNS], rows, { wide: true });
}

function waves(report: CoverageReport): Html {
  const { rollout, timezone } = report;
  // What starts next matters most, then what started last.
  const order = rollout.map((wave, i) => ({ wave, i })).sort((a, b) => rank(a.wave) - rank(b.wave));
  const rows = order
    .slice(0, LISTED)
    .map(({ wave: { organisation, wave, starts, started, accounts, registered }, i }) => [
      organisationLink(organisation),
      html`${wave === null ? '(no wave)' : isolated(wave)}${starts === null ? null : html`<span class="sub whole">${started ? 'started' : 'starts'} ${zonedText(starts, timezone)}</span>`}`,
      ...['accounts', 'enforced', 'registered.yes'].map((key) => figure(report, `rollout.${i}.${key}`)),
      readiness(registered, accounts),
      figure(report, `rollout.${i}.registered.no`),
      figure(report, `rollout.${i}.registered.unknown`),
    ]);
  const left = rollout.length - rows.length;
  const more =
    left > 0
      ? html`<p>And ${grouped(left)} more: <a href="#organisations">choose an organisation</a> to see its waves.</p>`
      : null;
  const columns = [{ head: 'organisation' }, { head: 'wave' }, ...COLUMNS];
  return html`${htmlTable('Waves, future ones first', columns, rows, { wide: true })}${more}`;
}

function rank({ starts, started }: WaveCoverage): number {
  if (starts === null) return Number.MAX_SAFE_INTEGER;
  return started ? 1e15 - Date.parse(starts) : Date.parse(starts) - 1e15;
}

function readiness({ yes, no, unknown }: WaveCoverage['registered'], accounts: number): Html {
  const parts = [
    { className: 'fill-standard', value: yes },
    { className: 'fill-disabled', value: no },
    { className: 'fill-unknown', value: unknown },
  ];
  return stackedBar(parts, accounts);
}
