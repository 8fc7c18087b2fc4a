export const ADMIN = { email: 'mira.manager@example.com', password: 'Playground-2026' };
