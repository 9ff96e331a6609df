/** The one line that must be seen until it is mended. Of several the gravest shows. */
import {cell} from '../sanitize.ts';
import {type Box, createBox} from './box.ts';

/** Gravest first. */
const sources = ['storage', 'draft', 'scanner', 'watch', 'backup', 'guard', 'hooks', 'notify', 'config', 'keeper'] as const;
export type BannerSource = (typeof sources)[number];

/** What must be mended, but harms nothing that the view does. */
const calm: ReadonlySet<BannerSource> = new Set(['guard', 'hooks']);

export type Banners = Pick<Box<string | null>, 'current' | 'subscribe'> & {
	/** Null: this one is mended. */
	say(source: BannerSource, sentence: string | null): void;
	/** Is the one that shows no alarm? */
	isCalm(): boolean;
};

export function createBanners(): Banners {
	const said = new Map<BannerSource, string>();
	const shown = createBox<string | null>(null);
	const gravest = (): BannerSource | undefined => sources.find(one => said.has(one));
	return {
		current: shown.current,
		subscribe: shown.subscribe,
		isCalm: () => calm.has(gravest() ?? 'storage'),
		say(source, sentence) {
			if (sentence === null) said.delete(source);
			else said.set(source, cell(sentence));
			const first = gravest();
			shown.set(first === undefined ? null : (said.get(first) ?? null));
		},
	};
}
