/** Name and address of a host, as far as the provider gives them; else empty. */
export const hostText = ({ hostName, hostEmail }: { hostName?: string; hostEmail?: string }): string =>
  [hostName, hostEmail].filter((word) => word !== undefined && word !== '').join(' · ');
