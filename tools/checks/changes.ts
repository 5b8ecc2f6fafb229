/** The fragments of the next release: each can be gathered by `npm run changelog`. */
import { readFragments } from '../changelog.ts';
import { report } from './verdict.ts';

const { fragments, problems } = readFragments();
report({ says: `${fragments.length} changes wait for the next release`, problems });
