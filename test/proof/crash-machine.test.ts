import { suite, test } from 'node:test';
import { isThorough } from '../worlds/thorough.ts';
import { boundariesOf, killAtEach } from './kill-at.ts';
import { mixedTenant } from './mixed-tenant.ts';

const tenant = mixedTenant();

suite('An apply that is killed', () => {
  test('with its machine, so that all goes that no flush had put on the disk, it can be resumed, and nothing is lost or done twice', () => {
    // Right before a flush most is at stake; right after a commit of the sandbox, that the intent was flushed before it.
    const afterCommits = boundariesOf(tenant.plain(), 'commit').map((i) => i + 1);
    return killAtEach(
      tenant,
      isThorough
        ? boundariesOf(tenant.plain(), 'append', 'write', 'flush', 'rename', 'link')
        : [...boundariesOf(tenant.plain(), 'flush'), ...afterCommits].sort((a, b) => a - b),
      'lost',
    );
  });
});
