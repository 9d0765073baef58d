import { type ReactNode, useEffect, useRef } from 'react';

interface OverlayProperties {
  children?: ReactNode;
  title?: string;
  id?: string;
  onClose?: () => void;
}

/** A dialogue that holds the focus until it is closed. */
export function Modal({ title, children, onClose }: OverlayProperties) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="hs-modal" aria-label={title} onClose={() => onClose?.()}>
      <h3 className="hs-heading">{title}</h3>
      {children}
    </dialog>
  );
}

export const Panel = Modal;

const Part = ({ children }: { children?: ReactNode }) => <div className="hs-overlay-part">{children}</div>;
export const ModalBody = Part;
export const ModalFooter = Part;
export const PanelBody = Part;
export const PanelFooter = Part;
export const PanelSection = Part;
