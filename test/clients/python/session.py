"""The session of the official Python client, versions 9, 8 and 7: reads the brief, does its work, prints what it saw."""
import json
import sys

import elasticsearch
from elasticsearch import Elasticsearch

SEVEN = elasticsearch.__version__[0] == 7


def connect(brief, credential):
    options = {"ca_certs": brief["ca"]} if "ca" in brief else {}
    scheme = credential["scheme"]
    if scheme == "basic":
        options["http_auth" if SEVEN else "basic_auth"] = (credential["username"], credential["password"])
    elif scheme == "api_key":
        options["api_key"] = credential["secret"]
    elif scheme == "bearer" and SEVEN:
        options["headers"] = {"authorization": "Bearer " + credential["secret"]}
    elif scheme == "bearer":
        options["bearer_auth"] = credential["secret"]
    return Elasticsearch([brief["url"]], **options)


def failure(call):
    try:
        return call()
    except elasticsearch.ApiError if not SEVEN else elasticsearch.TransportError as error:
        return {"status": error.status_code, "type": type(error).__name__}


def plain(response):
    return response if SEVEN else response.body


def work(client, index, documents):
    seen = {"info": client.info()["tagline"], "created": client.indices.create(index=index)["acknowledged"]}
    operations = []
    for document in documents:
        operations += [{"index": {"_id": document["id"]}}, document]
    loaded = client.bulk(index=index, refresh=True, **{"body" if SEVEN else "operations": operations})
    seen["bulk"] = {"errors": loaded["errors"], "items": len(loaded["items"])}
    seen["got"] = client.get(index=index, id=documents[-1]["id"])["_source"]["name"]
    query = {"match": {"name": "heidelberg"}}
    found = client.search(index=index, body={"query": query}) if SEVEN else client.search(index=index, query=query)
    seen["found"] = [hit["_source"]["name"] for hit in found["hits"]["hits"]]
    seen["count"] = client.count(index=index)["count"]
    document = {"body" if SEVEN else "document": documents[0]}
    seen["missing"] = failure(lambda: client.get(index=index, id="nobody"))
    seen["conflict"] = failure(lambda: client.create(index=index, id=documents[0]["id"], **document))
    seen["again"] = failure(lambda: client.indices.create(index=index))
    seen["deleted"] = client.indices.delete(index=index)["acknowledged"]
    return seen


def secondary(brief, header):
    client = connect(brief, brief["credentials"][0])
    headers = {"es-secondary-authorization": header}
    if SEVEN:
        return client.security.authenticate(headers=headers)["username"]
    return client.options(headers=headers).security.authenticate()["username"]


def main():
    brief = json.load(sys.stdin)
    seen = {
        "credentials": {
            each["name"]: work(connect(brief, each), "client-" + each["name"], brief["documents"])
            for each in brief["credentials"]
        },
        "refused": {
            each["name"]: failure(lambda: plain(connect(brief, each).info())) for each in brief["refused"]
        },
        "powerless": failure(lambda: plain(connect(brief, brief["powerless"]).indices.create(index="client-powerless"))),
        "secondary": {
            each["name"]: failure(lambda: secondary(brief, each["header"])) for each in brief["secondary"]
        },
    }
    json.dump(seen, sys.stdout)


main()
