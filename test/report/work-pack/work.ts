/** Work that is handed over, made up. */
import type { PackFacts } from '../../../src/report/work-pack/page.ts';
import type { HandedChange } from '../../../src/report/work-pack/steps.ts';

/** An account that gets MFA; what a test cares about is given. */
export function handed(given: Partial<HandedChange> & { readonly address: string }): HandedChange {
  return {
    organisation: 'X26',
    action: 'enable',
    to: 'standard',
    before: { level: 'disabled', status: 'Admin Disabled' },
    after: { level: 'standard', status: 'Admin Enabled' },
    validUntil: null,
    exception: null,
    ...given,
  };
}

/** So many users who get MFA. */
export function crowd(count: number): HandedChange[] {
  return Array.from({ length: count }, (_, i) => handed({ address: `user${String(i).padStart(3, '0')}@nhs.net` }));
}

/** A user who gets a 24 hour exception. */
export function excepted(address: string): HandedChange {
  return handed({
    address,
    action: 'except',
    to: 'disabled',
    before: { level: 'standard', status: 'Admin Enabled' },
    after: { level: 'disabled', status: 'MFA 24 Hour Exception' },
    validUntil: '2026-11-25T09:00:00Z',
  });
}

export const FACTS: PackFacts = {
  run: '20261124T090000Z-1a2b3c4d',
  planId: `sha256:${'1'.repeat(64)}`,
  product: 'NHSmail',
  handedOverAt: Date.parse('2026-11-24T09:00:00Z'),
  timezone: 'Europe/London',
  guidance: new Map([['admin enabled', 'https://example.com/admin-enabled']]),
};
