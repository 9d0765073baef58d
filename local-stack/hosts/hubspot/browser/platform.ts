/** What a page gives to extensions in HubSpot's place, as `globalThis.platform`; set before the host's script runs. */
export interface Platform {
  /** Calls the app's service as HubSpot's proxy does. Rejects when the proxy itself gives no answer. */
  fetch(url: string, options: FetchOptions): Promise<{ status: number; body: string }>;
  /** Properties of the record that is shown, and whoever has none of them gets null. */
  properties(names: readonly string[]): Promise<Record<string, string | null>>;
  /** Records that are associated with the one that is shown, a page of them. */
  associations(request: AssociationsRequest): Promise<AssociationsPage>;
  /** Records that a search finds, a page of them. */
  search(request: SearchRequest): Promise<SearchPage>;
  /** What extensions ask of the page: `addAlert`, `navigateToPage`, … */
  act(name: string, parameters: unknown): void;
}

/** Of `hubspot.fetch`. */
export interface FetchOptions {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  timeout?: number;
}

/** Of `useAssociations`. */
export interface AssociationsRequest {
  toObjectType: string;
  properties?: readonly string[];
  pageLength?: number;
  offset?: number;
}

export interface AssociationsPage {
  results: {
    toObjectId: number;
    associationTypes: unknown[];
    properties: Record<string, string | null>;
  }[];
  hasMore: boolean;
  nextOffset: number;
}

/** Of `useCrmSearch`; filters and sorts as HubSpot's search takes them. */
export interface SearchRequest {
  objectType: string;
  properties?: readonly string[];
  query?: string;
  filterGroups?: readonly unknown[];
  sorts?: readonly unknown[];
  pageLength?: number;
  after?: string;
}

export interface SearchPage {
  results: { objectId: number; properties: Record<string, string | null> }[];
  total: number;
  hasMore: boolean;
  after?: string;
}

/** One extension on a page. */
export interface ShownExtension {
  /** Where its bundle is. */
  script: string;
  /** What HubSpot tells it: place, user, account, record. */
  context: unknown;
  /** Of the app's own pages: which of them. */
  page: { path: string; params: Record<string, string> };
}
