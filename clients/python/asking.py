"""The query options and headers of a request, in the words of the SDK."""

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection


def asking(builder, headers=None, **options):
    """A configuration for the GET of a request builder."""
    kind = next(value for name, value in vars(type(builder)).items() if name.endswith("GetQueryParameters"))
    collection = HeadersCollection()
    for name, value in (headers or {}).items():
        collection.add(name, value)
    return RequestConfiguration(query_parameters=kind(**options) if options else None, headers=collection)


async def get(builder, headers=None, **options):
    """GET with options."""
    return await builder.get(request_configuration=asking(builder, headers, **options))


EVENTUAL = {"ConsistencyLevel": "eventual"}
