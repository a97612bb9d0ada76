// Break it and see: each rule is taken out of the code in a worktree of its own, and the test that proves it must fail.
//
//   make breaks                 all of them (minutes each: the code is compiled anew)
//   make breaks ARGS="L1 valve" those whose name contains one of the words
//
// `tests/breaks.json` names the rule, the test, and the changes: the file, what stands there (once; `tests/src/fences.rs` sees
// to that), what is put in its place. A rule that is held in two places is taken out of both. SQLite is enough here: the rule
// is the same on both databases.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const breaks = JSON.parse(readFileSync(join(root, 'tests/breaks.json'), 'utf8'))
  .filter(({ rule }) => !wanted.length || wanted.some(word => rule.includes(word)));

const tree = mkdtempSync(join(tmpdir(), 'artel-breaks-'));
const git = (...args) => execFileSync('git', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
git('worktree', 'add', '--detach', '--force', tree, 'HEAD');
// Without styles the platform would be compiled anew each time.
const styles = join(root, 'assets/dist');
if (existsSync(styles)) cpSync(styles, join(tree, 'assets/dist'), { recursive: true });
const env = { ...process.env, CARGO_TARGET_DIR: process.env.CARGO_TARGET_DIR ?? join(root, 'target/breaks'), RUSTFLAGS: '--cap-lints warn' };

/** Runs the test of a rule: `true` when it passed, `false` when it failed, `undefined` when there was none to run. */
function passes({ crate, test }) {
  const args = ['nextest', 'run', '-p', `artel-${crate ?? 'tests'}`, '--no-tests', 'fail', '-E', `test(/${test}/) and not test(/postgres/)`];
  const { status, stdout, stderr } = spawnSync('cargo', args, { cwd: tree, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === 0) return true;
  if (/Summary \[.*\d+ (failed|timed out)/.test(stderr + stdout)) return false;
  console.error(stderr.split('\n').filter(line => /^error/.test(line)).slice(0, 5).join('\n'));
  return undefined;
}

let held = 0;
try {
  for (const one of breaks) {
    for (const { file, stands, broken } of one.changes) {
      writeFileSync(join(tree, file), readFileSync(join(tree, file), 'utf8').replace(stands, () => broken));
    }
    const passed = passes(one);
    for (const { file } of one.changes) execFileSync('git', ['checkout', '--quiet', '--', file], { cwd: tree });
    if (passed === false) held += 1;
    console.log(`${passed === false ? 'seen  ' : passed ? 'UNSEEN' : 'NO RUN'}  ${one.rule}  (${one.test})`);
  }
} finally {
  git('worktree', 'remove', '--force', tree);
  rmSync(tree, { recursive: true, force: true });
}
console.log(`${held} of ${breaks.length} broken rules were seen by their tests`);
process.exit(held === breaks.length ? 0 : 1);
