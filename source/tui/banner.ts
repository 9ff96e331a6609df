/** The one line that must be seen until it is mended. Of several the gravest shows. */
import {cell} from '../sanitize.ts';
import {type Box, createBox} from './box.ts';

/** Gravest first. */
const sources = ['storage', 'draft', 'scanner', 'watch', 'backup', 'notify', 'config', 'keeper'] as const;
export type BannerSource = (typeof sources)[number];

export type Banners = Pick<Box<string | null>, 'current' | 'subscribe'> & {
	/** Null: this one is mended. */
	say(source: BannerSource, sentence: string | null): void;
};

export function createBanners(): Banners {
	const said = new Map<BannerSource, string>();
	const shown = createBox<string | null>(null);
	return {
		current: shown.current,
		subscribe: shown.subscribe,
		say(source, sentence) {
			if (sentence === null) said.delete(source);
			else said.set(source, cell(sentence));
			const gravest = sources.find(one => said.has(one));
			shown.set(gravest === undefined ? null : (said.get(gravest) ?? null));
		},
	};
}
