import type { CoverageReport } from '../../../generated/coverage.ts';
import { figure } from '../figure.ts';
import { grouped } from '../../markup/numbers.ts';
import { type Html, html } from '../../markup/html.ts';
import { nothing, type Section } from '../section.ts';
import { organisationLink, isolated, htmlTable } from '../table.ts';

/** The others stand in coverage.json. */
const LISTED = 200;

/** Privileged accounts that sign in by a method which is too weak for a role of theirs. */
export function weakMethodsSection(report: CoverageReport): Section {
  const { total, listed } = report.weakMethods;
  const section = {
    id: 'weak-methods',
    title: 'Weak methods on privileged accounts',
    brief: 'Weak methods',
    made: 'weakMethods',
  } as const;
  if (total === 0)
    return {
      ...section,
      content: html`${nothing('None:')}<p>${figure(report, 'weakMethods.total')} accounts have a method that one of their roles does not allow.</p>`,
    };
  const rows = listed
    .slice(0, LISTED)
    .map(({ account, organisation, roles, methods }) => [
      isolated(account),
      organisationLink(organisation),
      joined(roles),
      joined(methods),
    ]);
  const left = total - rows.length;
  const heads = ['account', 'organisation', 'roles', 'methods that they do not allow'].map((head) => ({ head }));
  return {
    ...section,
    content: html`<p>${figure(report, 'weakMethods.total')} ${total === 1 ? 'account has' : 'accounts have'} a registered method that one of their roles does not allow.</p>
${htmlTable('Privileged accounts with a weak method', heads, rows, { wide: true })}${left > 0 ? html`<p>And ${grouped(left)} more, in <code>coverage.json</code>.</p>` : null}`,
  };
}

function joined(names: readonly string[]): Html {
  return html`${names.map((name, i) => html`${i === 0 ? '' : ', '}${isolated(name)}`)}`;
}
