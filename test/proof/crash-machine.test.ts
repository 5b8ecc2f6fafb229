import { suite, test } from 'node:test';
import { boundariesOf, isLong, killAtEach } from './kill-at.ts';
import { mixedTenant } from './mixed-tenant.ts';

const tenant = mixedTenant();

suite('An apply that is killed', () => {
  test('with its machine, so that all goes that no flush had put on the disk, it can be resumed, and nothing is lost or done twice', () => {
    // Right before a flush most is at stake; right after a commit of the sandbox, that the intent was flushed before it.
    const afterCommits = boundariesOf(tenant, 'commit').map((i) => i + 1);
    return killAtEach(
      tenant,
      isLong
        ? boundariesOf(tenant, 'append', 'write', 'flush', 'rename', 'link')
        : [...boundariesOf(tenant, 'flush'), ...afterCommits].sort((a, b) => a - b),
      'lost',
    );
  });
});
