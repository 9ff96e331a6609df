declare const HIVEQUEEN_VERSION: string | undefined;

/** Baked in by the build; unbundled tests say so. */
export const version: string = typeof HIVEQUEEN_VERSION === 'undefined' ? '0.0.0-source' : HIVEQUEEN_VERSION;
