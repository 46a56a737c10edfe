"""What of an OpenAPI document the page shows."""

from collections.abc import Iterator, Mapping

from pydantic import Field, JsonValue

from engine.model import Frozen

SCHEMAS = "#/components/schemas/"


class Discriminator(Frozen):
    field: str = Field(alias="propertyName")
    mapping: Mapping[str, str] = {}


class Schema(Frozen):
    """The keywords of JSON Schema that the document has; a test sees to it that there are no others."""

    ref: str | None = Field(None, alias="$ref")
    type: str | None = None
    description: str = ""
    properties: Mapping[str, "Schema"] = {}
    required: tuple[str, ...] = ()
    others: "bool | Schema" = Field(True, alias="additionalProperties")
    items: "Schema | None" = None
    any_of: tuple["Schema", ...] = Field((), alias="anyOf")
    one_of: tuple["Schema", ...] = Field((), alias="oneOf")
    discriminator: Discriminator | None = None
    enum: tuple[JsonValue, ...] = ()
    const: JsonValue = None
    default: JsonValue = None
    examples: tuple[JsonValue, ...] = ()
    format: str = ""
    pattern: str | None = None
    min_length: int | None = Field(None, alias="minLength")
    max_length: int | None = Field(None, alias="maxLength")
    minimum: float | None = None
    maximum: float | None = None
    over: float | None = Field(None, alias="exclusiveMinimum")
    min_items: int | None = Field(None, alias="minItems")
    max_items: int | None = Field(None, alias="maxItems")
    min_fields: int | None = Field(None, alias="minProperties")

    @property
    def name(self) -> str | None:
        """Of the schema among the components that this one refers to."""
        return self.ref.removeprefix(SCHEMAS) if self.ref is not None else None

    @property
    def said(self) -> str:
        """Its own words, or those of what it is a list of or a choice between."""
        parts = (*self.any_of, *([self.items] if self.items is not None else ()))
        return self.description or " ".join(one.said for one in parts if one.said)


class Parameter(Frozen):
    name: str
    place: str = Field(alias="in")
    required: bool = False
    description: str = ""
    shape: Schema = Field(alias="schema")


class Media(Frozen):
    shape: Schema = Field(Schema(), alias="schema")
    example: JsonValue = None


class RequestBody(Frozen):
    description: str = ""
    content: Mapping[str, Media]


class Answer(Frozen):
    description: str
    content: Mapping[str, Media] = {}


class Operation(Frozen):
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = Field(None, alias="requestBody")
    answers: Mapping[str, Answer] = Field(alias="responses")
    security: tuple[Mapping[str, tuple[str, ...]], ...] = ()


class SecurityScheme(Frozen):
    scheme: str
    description: str


class Components(Frozen):
    schemas: Mapping[str, Schema]
    responses: Mapping[str, Answer]
    schemes: Mapping[str, SecurityScheme] = Field(alias="securitySchemes")


class Tag(Frozen):
    name: str
    description: str


class Info(Frozen):
    title: str
    summary: str
    version: str


class Document(Frozen):
    info: Info
    tags: tuple[Tag, ...]
    paths: Mapping[str, Mapping[str, Operation]]
    components: Components

    def operations(self, tag: str) -> Iterator[tuple[str, str, Operation]]:
        """Method, path and operation, in the order of the document; each under its first tag."""
        for path, operations in self.paths.items():
            for method, operation in operations.items():
                if operation.tags[:1] == (tag,):
                    yield method.upper(), path, operation

    def whole(self, schema: Schema) -> Schema:
        """What a reference stands for."""
        return self.components.schemas[schema.name] if schema.name is not None else schema
