/** The part of the content manager's dialog API that we use. */
export interface ActionDialog {
  type: 'modal';
  title: string;
  content: (props: { onClose: () => void }) => React.ReactNode;
}

export interface BulkAction {
  (props: { model: string; documents: { documentId: string }[] }): {
    label: string;
    variant?: 'success' | 'secondary';
    disabled?: boolean;
    dialog?: ActionDialog;
  } | null;
  type?: string;
}
