/** A URL that a client on this machine can use: an address that stands for all of them is none of those a certificate is made for. */
export const reachableUrl = (url: string): string => url.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=[:/])/, '//localhost')
