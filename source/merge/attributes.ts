/** Which git attributes files have in a worktree. */
import type {GitCall, Sandbox} from './sandbox.ts';

export type Attributes = Readonly<Record<string, string>>;

/** `git check-attr`: values by file and attribute; `unspecified`, `set`, `unset` or a text. */
export const attributesOf = async (
	sandbox: Sandbox,
	files: readonly string[],
	names: readonly string[],
	call: Required<Pick<GitCall, 'worktree' | 'signal' | 'config'>>,
): Promise<ReadonlyMap<string, Attributes>> => {
	if (files.length === 0) return new Map();
	const printed = await sandbox.git(['check-attr', '-z', '--stdin', ...names], {...call, input: `${files.join('\0')}\0`});
	const fields = printed.split('\0');
	const found = new Map<string, Record<string, string>>();
	for (let at = 0; at + 2 < fields.length; at += 3) {
		const [file = '', name = '', value = ''] = fields.slice(at, at + 3);
		const of = found.get(file) ?? {};
		of[name] = value;
		found.set(file, of);
	}
	return found;
};
