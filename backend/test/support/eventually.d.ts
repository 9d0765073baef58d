/** Resolves as soon as background work has made `isTrue` true; fails when that takes too long. */
export declare function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void>;
