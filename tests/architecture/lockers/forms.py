"""What programs send and get about lockers."""

from rest_framework import serializers

from fitflow.core.shapes import Shape


class LockerOut(Shape):
    number = serializers.IntegerField()
    client = serializers.UUIDField(source="client_id")


class LockersOut(Shape):
    results = LockerOut(many=True)
