/** Whose page it is: a rep's, or that of the admin who sets the app up. */
export type ViewerName = 'rep' | 'admin';

/** Who looks, by the address of a page or call: the rep unless it says otherwise. This is a preview; nobody logs in. */
export function viewerOf(query: Readonly<Record<string, unknown>>): ViewerName {
  return query.viewer === 'admin' ? 'admin' : 'rep';
}
