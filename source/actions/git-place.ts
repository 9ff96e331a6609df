/** Where git commands work. Light: looks for the folder only. */
import {QueenError} from '../errors.ts';
import {type GitPlace, locateGit} from '../find-repository.ts';

/** The repository around a folder; throws the sentence with the next step where there is none. */
export function requireGitPlace(cwd: string): GitPlace {
	const place = locateGit(cwd);
	if (place === null) throw new QueenError('refused', 'There is no git repository here. Go into one (cd PATH), or make one: git init');
	return place;
}
