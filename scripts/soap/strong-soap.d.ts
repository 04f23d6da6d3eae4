/** The little of strong-soap that is used; it brings no types. */
declare module 'strong-soap' {
  export interface QName {
    readonly nsURI: string;
    readonly name: string;
  }

  export interface ElementDescriptor {
    readonly qname: QName;
    readonly type?: QName;
    readonly isSimple: boolean;
    readonly isMany: boolean;
    readonly elements: readonly ElementDescriptor[];
  }

  export interface MessageDescriptor {
    readonly body: ElementDescriptor;
  }

  export interface Operation {
    describe(wsdl: WSDL): { readonly input: MessageDescriptor; readonly output: MessageDescriptor };
  }

  export interface WSDL {
    readonly schemas: object;
    readonly definitions: {
      readonly bindings: Readonly<
        Record<string, { readonly operations: Readonly<Record<string, Operation>> }>
      >;
    };
  }

  export interface XmlNode {
    remove(): XmlNode;
    toString(options: { readonly pretty: boolean }): string;
  }

  export interface XMLHandler {
    jsonToXml(node: XmlNode, context: null, descriptor: ElementDescriptor, value: object): XmlNode;
  }

  export const soap: {
    readonly WSDL: {
      open(uri: string, options: object, callback: (error: Error | null, wsdl?: WSDL) => void): void;
    };
    readonly XMLHandler: {
      new (schemas: object, options: object): XMLHandler;
      createSOAPEnvelope(prefix: string): {
        readonly doc: XmlNode;
        readonly header: XmlNode;
        readonly body: XmlNode;
      };
    };
  };
}
